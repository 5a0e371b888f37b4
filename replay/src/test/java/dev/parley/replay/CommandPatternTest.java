package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What counts as having said the line of a trace. */
class CommandPatternTest {
    @Test
    void theLineItself() {
        assertMatch(true, "RCPT TO:<a.b@x.test>", "RCPT TO:<a.b@x.test>");
        assertMatch(false, "RCPT TO:<a.b@x.test>", "RCPT TO:<acb@x.test>");
        assertMatch(false, "NOOP", "NOOP x");
    }

    @Test
    void aSecret() {
        assertMatch(true, "AUTH PLAIN [redacted 16 octets]", "AUTH PLAIN AGpvZQ==");
        assertMatch(false, "AUTH PLAIN [redacted 16 octets]", "AUTH LOGIN AGpvZQ==");
        assertMatch(true, "[redacted 0 octets]", "");
    }

    @Test
    void aSize() {
        assertMatch(true, "MAIL FROM:<a@x.test> SIZE=46", "MAIL FROM:<a@x.test> SIZE=9000");
        assertMatch(false, "MAIL FROM:<a@x.test> SIZE=46", "MAIL FROM:<a@x.test>");
        assertMatch(false, "MAIL FROM:<a@x.test> SIZE=46", "MAIL FROM:<a@x.test> SIZE=46 BODY=8BITMIME");
        assertMatch(true, "BDAT 46 LAST", "BDAT 9000 LAST");
        assertMatch(false, "BDAT 46 LAST", "BDAT 46");
        assertMatch(true, "PUTSCRIPT \"a\" {46+}", "PUTSCRIPT \"a\" {1+}");
    }

    @Test
    void aMaskedAddress() {
        assertMatch(true, "RCPT TO:<***@x.test>", "RCPT TO:<b@x.test>");
        assertMatch(false, "RCPT TO:<***@x.test>", "RCPT TO:<b@y.test>");
        assertMatch(true, "RCPT TO:<3e23e816@x.test>", "RCPT TO:<b@x.test>");
        assertMatch(false, "RCPT TO:<3e23e816@x.test>", "RCPT TO:<c@x.test>");
    }

    @Test
    void aHiddenName() {
        assertMatch(true, "MAIL FROM:<[user hidden]@x.test>", "MAIL FROM:<joe@x.test>");
        assertMatch(true, "MAIL FROM:<[user hidden]>", "MAIL FROM:<joe@x.test>");
        assertMatch(false, "MAIL FROM:<[user hidden]@x.test>", "MAIL FROM:<joe@y.test>");
    }

    @Test
    void theNameOfATemporaryScript() {
        String recorded = "RENAMESCRIPT \"parley-new-0123456789abcdef\" \"a\"";
        assertMatch(true, recorded, "RENAMESCRIPT \"parley-new-fedcba9876543210\" \"a\"");
        assertMatch(false, recorded, "RENAMESCRIPT \"parley-new-fedcba9876543210\" \"b\"");
        assertMatch(false, recorded, "RENAMESCRIPT \"parley-new-\" \"a\"");
        assertMatch(false, "GETSCRIPT \"0123456789abcdef\"", "GETSCRIPT \"fedcba9876543210\"");
    }

    private static void assertMatch(boolean expected, String recorded, String sent) {
        assertEquals(expected, new CommandPattern(recorded, false).matches(sent + "\r\n"), recorded + " and " + sent);
    }
}
