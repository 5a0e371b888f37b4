package dev.parley.testing.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a dialog file of the store implies, and how each of it is overridden. */
class ManageSieveDialogTest {
    private static final String GREETING = """
            S: "IMPLEMENTATION" "Example1 ManageSieved v001"
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto vacation"
            S: "VERSION" "1.0"
            S: OK
            """;
    private static final String LOGIN = """
            C: AUTHENTICATE "PLAIN" [redacted]
            S: OK
            """;
    private static final String IN_CLEAR = "given mail.sieve.auth.cleartext=true\n";
    private static final String CONNECTED = IN_CLEAR + "when connect\n" + GREETING + LOGIN + "then connected\n";

    private static void expands(String file, String explicit) {
        assertEquals(explicit, ShortDialog.expand("a.txt", file, new ManageSieveDefaults()));
    }

    @Test
    void connectLogsInAndCloseLogsOut() {
        expands("# Nothing is written.\n", CONNECTED + "when close\nC: LOGOUT\nS: OK\nthen closed\n");
    }

    @Test
    void serverReplacesAndAddsCapabilities() {
        expands("server SASL(PLAIN LOGIN) STARTTLS SIEVE()\nthen MessagingException: no\n", """
                when connect
                S: "IMPLEMENTATION" "Example1 ManageSieved v001"
                S: "SASL" "PLAIN LOGIN"
                S: "SIEVE" ""
                S: "STARTTLS"
                S: "VERSION" "1.0"
                S: OK
                then MessagingException: no
                """);
    }

    @Test
    void startTlsListsCapabilitiesAgainAndChecksTheEnd() {
        expands(
                "server STARTTLS\nstarttls\nlogin\nleave open\n",
                "when connect\n"
                        + GREETING.replace("S: \"VERSION\"", "S: \"STARTTLS\"\nS: \"VERSION\"")
                        + "C: STARTTLS\nS: OK \"Begin TLS negotiation now.\"\nS! tls\n"
                        + GREETING
                        + "C: NOOP \"parley-1\"\nS: OK (TAG \"parley-1\") \"Done\"\n"
                        + LOGIN
                        + "then connected\n");
    }

    @Test
    void aPropertyOfTheLoginIsImpliedOnlyWhereNoneIsGiven() {
        expands("given login\nleave open\n", CONNECTED.replace(IN_CLEAR, ""));
        expands(
                "given mail.sieve.auth.cleartext=false\nleave open\n",
                CONNECTED.replace("cleartext=true", "cleartext=false"));
    }

    @Test
    void okIsImplied() {
        expands(
                "scripts\nC: LISTSCRIPTS\nS: \"a\"\nthen scripts [a]\ndelete a\nC: DELETESCRIPT \"a\"\nleave open\n",
                CONNECTED + """
                when scripts
                C: LISTSCRIPTS
                S: "a"
                S: OK
                then scripts [a]
                when delete a
                C: DELETESCRIPT "a"
                S: OK
                then deleted true
                """);
    }

    @Test
    void aLineOfALiteralIsNotACommand() {
        expands(
                "put a\n| NOOP\nC: HAVESPACE \"a\" 6\nC: PUTSCRIPT \"a\" {6+}\nC: NOOP\nC:\nleave open\n",
                CONNECTED + """
                when put a
                | NOOP
                C: HAVESPACE "a" 6
                S: OK
                C: PUTSCRIPT "a" {6+}
                C: NOOP
                C:
                S: OK
                then stored
                """);
    }

    @Test
    void noopHasItsTag() {
        expands("noop\nC: NOOP \"parley-2\"\nleave open\n", CONNECTED + """
                when noop
                C: NOOP "parley-2"
                S: OK (TAG "parley-2") "Done"
                then there
                """);
    }

    @Test
    void theResponseMayBeWritten() {
        for (String response : new String[] {"S: NO \"no\"", "S: bye", "S~ OK\\r\\n", "S! close", "S! reset"}) {
            expands(
                    "scripts\nC: LISTSCRIPTS\n" + response + "\nthen StoreClosedException: no\n",
                    CONNECTED + "when scripts\nC: LISTSCRIPTS\n" + response + "\nthen StoreClosedException: no\n");
        }
    }

    @Test
    void thereMayBeNoResponse() {
        expands(
                "scripts\nC: LISTSCRIPTS\nS: [nothing]\nthen StoreClosedException: no\n",
                CONNECTED + "when scripts\nC: LISTSCRIPTS\nthen StoreClosedException: no\n");
    }
}
