package dev.parley.testing.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** An error names the file and the line that is written in it. */
class ShortDialogErrorTest {
    private static void fails(String file, String error) {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class, () -> ShortDialog.expand("a.txt", file, new SmtpDefaults()));
        assertEquals(error, thrown.getMessage());
    }

    @Test
    void anUnknownWord() {
        fails(
                "server\nsned b@x.test",
                "a.txt line 2: \"sned b@x.test\" is neither a line on the wire nor one of given, server, starttls, login,"
                        + " ..., then, leave open, capabilities, close, connect, delivery,"
                        + " etrn, expand, help, isConnected, issue, noop, send, sendall, send~, set, sleep, verify, wait");
    }

    @Test
    void aLineThatTheParserRejects() {
        fails("# a\nserver\nS~ \\q", "a.txt line 3: \\q is not an escape: use one of \\r, \\n, \\\\, \\xNN");
    }

    @Test
    void capabilities() {
        String written = " is not a capability; one that has values is written as in AUTH(PLAIN LOGIN)";
        fails("server SIZE AUTH(PLAIN", "a.txt line 1: \"AUTH(PLAIN\"" + written);
        fails("server\nstarttls SIZE)", "a.txt line 2: \"SIZE)\"" + written);
    }

    @Test
    void given() {
        fails(
                "given login in the clear",
                "a.txt line 1: \"login in the clear\" is neither name=value nor login nor login in clear");
        fails("isConnected\ngiven a=b", "a.txt line 2: given must be written before the first action");
    }

    @Test
    void aBodyWithoutAnAction() {
        fails("| From: a@x.test", "a.txt line 1: a body line without an action above it");
    }

    @Test
    void anEllipsisWithoutAnExchange() {
        fails("isConnected\n...", "a.txt line 2: isConnected has no usual exchange for ... to stand for");
    }

    @Test
    void anEllipsisThatLeadsNowhere() {
        fails("send b@x.test\n...\nC: RSET", "a.txt line 3: the usual exchange has no RSET for ... to lead to");
        fails("send b@x.test\n...\nS! close", "a.txt line 3: ... must end before a command or a reply");
    }

    @Test
    void aMessageOfAnotherAction() {
        fails("isConnected\nC: [sent message]", "a.txt line 2: only send has a message that can be on the wire");
    }

    @Test
    void noConnectionToLeaveOpen() {
        fails("then no\nleave open", "a.txt line 2: leave open is written, but no connection is open");
    }
}
