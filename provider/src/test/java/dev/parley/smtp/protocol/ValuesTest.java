package dev.parley.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Secret;
import dev.parley.smtp.EnhancedStatus;
import dev.parley.wire.MalformedReplyException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @Test
    void aReplyKeepsWhatWasSaid() throws MalformedReplyException {
        Reply reply = Reply.of(List.of("550-5.1.1 no such user", "550 5.1.1 at all"));
        assertEquals(550, reply.code());
        assertEquals(Optional.of(new EnhancedStatus(5, 1, 1)), reply.status());
        assertEquals("550-5.1.1 no such user\n550 5.1.1 at all\n", reply.raw());
        assertTrue(reply.isRejection() && reply.isPermanent() && !reply.isPositive());
        assertEquals(Optional.empty(), Reply.of(List.of("250 5.1 is no status")).status());
        assertEquals(Optional.empty(), Reply.of(List.of("250")).status());
    }

    @Test
    void aStatusHasItsRanges() {
        assertEquals("4.0.999", new EnhancedStatus(4, 0, 999).toString());
        assertThrows(IllegalArgumentException.class, () -> new EnhancedStatus(3, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new EnhancedStatus(5, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new EnhancedStatus(5, 0, 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "250x", "2 0 hello", "SSH-2.0", "\u0662\u0665\u0660 arabic digits"})
    void whatIsNoReplyIsNone(String line) {
        assertThrows(MalformedReplyException.class, () -> Reply.isLast(line));
        assertThrows(MalformedReplyException.class, () -> Reply.of(List.of(line)));
    }

    @Test
    void capabilitiesKeepEveryKeyword() throws MalformedReplyException {
        Capabilities offered = Capabilities.of(Reply.of(
                List.of("250-mx", "250-AUTH=LOGIN PLAIN", "250-AUTH PLAIN XOAUTH2", "250-Size 10", "250-", "250 Ok")));
        assertEquals(List.of("LOGIN", "PLAIN", "XOAUTH2"), offered.mechanisms());
        assertEquals(Optional.of("10"), offered.parameters("SIZE"));
        assertTrue(
                offered.parameters("ok").isPresent() && offered.parameters("").isPresent());
        assertFalse(offered.has(Extension.STARTTLS));
        assertEquals("[AUTH=LOGIN PLAIN, AUTH PLAIN XOAUTH2, Size 10, , Ok]", offered.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a@x", "\"a b\"@x", "\"<a>\"@x", "\"q\\\"<\"@x", "@a,@b:c@d", "postmaster", "b\u00fccher@x"})
    void aPathIsAnAddress(String mailbox) {
        assertEquals("<" + mailbox + ">", new Path(mailbox).toString());
        assertEquals(new Path(mailbox), Path.of("<" + mailbox + ">"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x> SIZE=1",
                "a@x\r\nRSET",
                "a@x\n",
                "a\0@x",
                "a @x",
                "<<a@x>>",
                "<a@x> NOTIFY=NEVER",
                "\"a@x",
                "a\"b@x",
                "\"a\\",
                "a@x\u007f"
            })
    void whatSaysMoreThanAnAddressIsNoPath(String address) {
        assertThrows(IllegalArgumentException.class, () -> Path.of(address));
    }

    @Test
    void secretsGoOutAndAreNotShown() {
        Command auth = new Command.Auth("PLAIN", Secret.of("AGpvZQ=="));
        assertEquals("AUTH PLAIN [redacted 8 octets]", auth.toString());
        assertEquals("AUTH PLAIN AGpvZQ==", new String(auth.wire(), StandardCharsets.US_ASCII));
        assertEquals("AUTH LOGIN [redacted 4 octets]", new Command.Custom("auth LOGIN am9l").toString());
        assertEquals("auth LOGIN am9l", new String(new Command.Custom("auth LOGIN am9l").wire()));
        assertEquals("[redacted 4 octets]", new Command.AuthAnswer(Secret.of("am9l")).toString());
    }
}
