package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmtpTest {
    private static final String HELLO = "S: 220 mx.lab.test\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 ETRN\n";
    private static final String QUIT = "C: QUIT\nS: 221 2.0.0 Bye\n";

    @Test
    void theExitCodeOfEachResult() throws Exception {
        code(0, "VRFY joe", "250 <joe@lab.test>", "verify", "joe");
        code(0, "VRFY joe", "251 will forward to <joe@example.net>", "verify", "joe");
        code(75, "VRFY joe", "252 2.0.0 joe", "verify", "joe");
        code(75, "VRFY joe", "450 4.3.2 later", "verify", "joe");
        code(65, "VRFY joe", "550 5.1.1 no", "verify", "joe");
        code(65, "VRFY joe", "550 5.7.1 no", "verify", "joe");
        code(65, "VRFY joe", "553 ambiguous", "verify", "joe");
        code(69, "VRFY joe", "502 5.5.1 no", "verify", "joe");
        code(0, "EXPN list", "250 <joe@lab.test>", "expand", "list");
        code(75, "EXPN list", "252 no", "expand", "list");
        code(75, "EXPN list", "450 no", "expand", "list");
        code(65, "EXPN list", "550 no", "expand", "list");
        code(65, "EXPN list", "550 5.7.1 no", "expand", "list");
        code(69, "EXPN list", "502 no", "expand", "list");
        code(0, "HELP", "214 yes", "help");
        code(65, "HELP X", "504 no", "help", "X");
        code(65, "HELP", "550 no", "help");
        code(75, "HELP", "450 no", "help");
        code(69, "HELP", "502 no", "help");
        for (int positive = 250; positive <= 253; positive++) {
            code(0, "ETRN x.test", positive + " ok", "etrn", "x.test");
        }
        code(75, "ETRN x.test", "458 no", "etrn", "x.test");
        code(65, "ETRN x.test", "459 no", "etrn", "x.test");
        code(69, "ETRN x.test", "500 no", "etrn", "x.test");
        code(65, "ETRN x.test", "554 no", "etrn", "x.test");
        code(0, "NOOP", "250 ok", "noop");
        code(75, "NOOP", "450 no", "noop");
        code(65, "NOOP", "500 no", "noop");
    }

    @Test
    void theMailboxesAreShown() throws Exception {
        assertEquals(
                "confirmed\n  Joe Smith <joe@lab.test>\n",
                asked("VRFY joe", "250 2.1.5 Joe Smith <joe@lab.test>", "verify", "joe")
                        .output());
        assertEquals(
                "confirmed: 250 ok\n",
                asked("VRFY joe", "250 ok", "verify", "joe").output());
        assertEquals(
                "no such mailbox: 551 try <joe@example.net>\n  joe@example.net\n",
                asked("VRFY joe", "551 try <joe@example.net>", "verify", "joe").output());
        assertEquals(
                "undecided: 252 2.0.0 joe@lab.test\n",
                asked("VRFY joe", "252 2.0.0 joe@lab.test", "verify", "joe").output());
        assertEquals(
                "expanded\n  joe@lab.test\n",
                asked("EXPN l", "250 <joe@lab.test>", "expand", "l").output());
        assertEquals("MAIL\n", asked("HELP", "214 2.0.0 MAIL", "help").output());
        assertEquals("unsupported: 502 no\n", asked("HELP", "502 no", "help").output());
        assertEquals("250 2.0.0 Ok\n", asked("NOOP", "250 2.0.0 Ok", "noop").output());
        assertEquals(
                "messages pending: 253 OK, 3 pending messages\n",
                asked("ETRN x.test", "253 OK, 3 pending messages", "etrn", "x.test")
                        .output());
    }

    @Test
    void json() throws Exception {
        assertEquals(
                "{\"outcome\":\"confirmed\",\"reply\":{\"code\":250,\"status\":\"2.1.5\",\"text\":\"250 2.1.5 Joe"
                        + " <joe@lab.test>\"},\"mailboxes\":[{\"name\":\"Joe\",\"address\":\"joe@lab.test\"}]}\n",
                asked("VRFY joe", "250 2.1.5 Joe <joe@lab.test>", "verify", "joe", "--json")
                        .output());
        assertEquals(
                "{\"outcome\":\"no_such_list\",\"reply\":{\"code\":550,\"text\":\"550 no\"},\"mailboxes\":[]}\n",
                asked("EXPN l", "550 no", "expand", "l", "--json").output());
        assertEquals(
                "{\"outcome\":\"shown\",\"reply\":{\"code\":214,\"text\":\"214 MAIL\"},\"lines\":[\"MAIL\"]}\n",
                asked("HELP", "214 MAIL", "help", "--json").output());
        assertEquals(
                "{\"outcome\":\"messages_pending\",\"reply\":{\"code\":253,\"text\":\"253 OK, 3 pending"
                        + " messages\"},\"pending\":3}\n",
                asked("ETRN x.test", "253 OK, 3 pending messages", "etrn", "x.test", "--json")
                        .output());
        assertEquals(
                "{\"reply\":{\"code\":250,\"text\":\"250 ok\"}}\n",
                asked("NOOP", "250 ok", "noop", "--json").output());
    }

    @Test
    void anInvalidArgumentIsNotSent() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", HELLO + QUIT))) {
            CliRun.Result result = run(server, "verify", "joe smith");
            assertEquals(64, result.code(), result.toString());
            assertTrue(
                    result.errors().startsWith("parley smtp verify: VRFY was not sent to localhost:"), result.errors());
            assertEquals(DialogScript.parse("smtp", HELLO + QUIT).conversation(), server.transcript());
        }
    }

    @Test
    void etrnNeedsAServerThatAnnouncesIt() throws Exception {
        String dialog = "S: 220 mx.lab.test\nC: EHLO client.example\nS: 250 mx.lab.test\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", dialog))) {
            CliRun.Result result = run(server, "etrn", "x.test");
            assertEquals(69, result.code(), result.toString());
            assertTrue(result.errors().contains("does not offer the extension ETRN (RFC 1985)"), result.errors());
        }
    }

    @Test
    void theLoginPrecedesTheCommandAndTheTraceHidesIt() throws Exception {
        String dialog = "S: 220 mx.lab.test\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 AUTH PLAIN\n"
                + "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 235 2.7.0 ok\nC: NOOP\nS: 250 ok\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", dialog))) {
            CliRun.Result result =
                    run(server, "noop", "--user=joe", "--password-env=SECRET", "--allow-cleartext-login", "--trace");
            assertEquals(0, result.code(), result.toString());
            assertTrue(result.errors().contains("AUTH PLAIN [redacted"), result.errors());
            assertEquals("250 ok\n", result.output());
        }
    }

    private static void code(int expected, String command, String reply, String... arguments) throws Exception {
        CliRun.Result result = asked(command, reply, arguments);
        assertEquals(expected, result.code(), reply + ": " + result);
        assertEquals("", result.errors());
    }

    private static CliRun.Result asked(String command, String reply, String... arguments) throws Exception {
        String dialog = HELLO + "C: " + command + "\nS: " + reply + "\n" + QUIT;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", dialog))) {
            CliRun.Result result = run(server, arguments);
            assertEquals(DialogScript.parse("smtp", dialog).conversation(), server.transcript());
            return result;
        }
    }

    /** The server is the first argument of the subcommand. */
    private static CliRun.Result run(ScriptedServer server, String... arguments) {
        List<String> all = new ArrayList<>(List.of("smtp", arguments[0], "localhost:" + server.port()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        all.add("-Dmail.smtp.localhost=client.example");
        return new CliRun().environment("SECRET", "secret").parley(all.toArray(String[]::new));
    }
}
