package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
                "ORCPT=rfc822;joe+40x.test SIZE=3  | ORCPT=rfc822;***+40x.test SIZE=3",
                "MAIL FROM:<> AUTH=joe@x.test       | MAIL FROM:<> AUTH=***@x.test",
                "MAIL FROM:<> AUTH=a+2Bjoe+40x.test | MAIL FROM:<> AUTH=***+40x.test",
                "<bounces+joe=gmail.com@sg.example> | <***@sg.example>",
                "sender prvs=123=ann@x.test, bcc    | sender ***@x.test, bcc",
                "user=joe@x.test auth=ann@x.test    | ***@x.test auth=***@x.test",
                "mail.smtp.from=joe@x.test (now set) | mail.smtp.from=***@x.test (now set)",
                "mail.smtp.joe=gmail.com@sg.example | mail.smtp.joe=***@sg.example",
                "mail.joe=gmail.com@sg.example      | ***@sg.example",
                "unknown: a,b@x.test                | unknown: ***@x.test",
                "To: a@x.test,b@y.test, c@z.test    | To: ***@x.test,***@y.test, ***@z.test",
                "see a%40x.test and a%40b@x.test    | see ***%40x.test and ***@x.test",
                "mailto:joe@x.test LAB\\joe@x.test  | mailto:***@x.test ***@x.test",
                "NO \"no \\\"q q\\\"@x.test\"       | NO ***@x.test\"",
                "CN=mx,EMAILADDRESS=joe@x.test,C=FR | CN=mx,EMAILADDRESS=***@x.test,C=FR",
                "no ,a@x.test=b@y.test%c@z.test     | no ,***@x.test***@y.test***@z.test",
                "550 <joe/(who):;[]@x.test>         | 550 <***@x.test>",
                "550 jürgen@bücher.example: unknown | 550 ***@bücher.example: unknown",
                "a at sign @ alone                  | a at sign @ alone",
                "EHLO client.example                | EHLO client.example"
            })
    void onlyTheDomainIsLeft(String text, String shown) {
        assertEquals(shown, AddressMask.DOMAIN.maskedIn(text));
        assertEquals(text, AddressMask.SHOW.maskedIn(text));
    }

    /** A server may say anything, and has to wait for no answer. */
    @Test
    @Timeout(30)
    void ofALineWithoutEndToo() {
        String words = "a,=\"(".repeat(50_000) + "a,".repeat(125_000);
        assertEquals(words + " ***@x.test", AddressMask.DOMAIN.maskedIn(words + " joe@x.test"));
        assertEquals("***@x.test", AddressMask.DOMAIN.maskedIn("a,".repeat(125_000) + "@x.test"));
    }

    @Test
    void theSameAddressHasTheSameHash() {
        String joe = AddressMask.HASH.maskedIn("joe@x.test");
        assertEquals("<" + joe + ">, " + joe, AddressMask.HASH.maskedIn("<joe@x.test>, joe@x.test"));
        assertEquals("@x.test", joe.substring(8));
        assertNotEquals(joe, AddressMask.HASH.maskedIn("jon@x.test"));
    }
}
