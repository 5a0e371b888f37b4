package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressMaskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MAIL FROM:<joe@x.test> SIZE=3     | MAIL FROM:<***@x.test> SIZE=3",
                "RCPT TO:<\"a b\\\"@c\"@[192.0.2.1]> | RCPT TO:<***@[192.0.2.1]>",
                "RCPT TO:<@relay.test:joe@x.test>   | RCPT TO:<@relay.test:***@x.test>",
                "ORCPT=rfc822;joe@x.test            | ORCPT=rfc822;***@x.test",
                "550 jürgen@bücher.example: unknown | 550 ***@bücher.example: unknown",
                "a at sign @ alone                  | a at sign @ alone",
                "EHLO client.example                | EHLO client.example"
            })
    void onlyTheDomainIsLeft(String text, String shown) {
        assertEquals(shown, AddressMask.DOMAIN.in(text));
        assertEquals(text, AddressMask.SHOW.in(text));
    }

    @Test
    void theSameAddressHasTheSameHash() {
        String joe = AddressMask.HASH.in("joe@x.test");
        assertEquals("<" + joe + ">, " + joe, AddressMask.HASH.in("<joe@x.test>, joe@x.test"));
        assertEquals("@x.test", joe.substring(8));
        assertNotEquals(joe, AddressMask.HASH.in("jon@x.test"));
    }
}
