package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.sieve.Habit;
import jakarta.activation.DataHandler;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The attack: a server that refuses a name before it has read the script after it runs the lines of the script as
 * commands. The server behaves as the real ones do, and worse; the scripts delete, deactivate and rename.
 */
@Timeout(120)
class InjectionTest {
    /** A valid script, which no CHECKSCRIPT rejects, and a command on each line of its comment. */
    private static final String VALID = """
            /*\r
            DELETESCRIPT "victim"\r
            */\r
            keep;\r
            """;

    private static final List<String> BODIES = List.of(
            VALID,
            VALID.replace("DELETE", "SETACTIVE \"\"\r\nRENAMESCRIPT \"victim\" \"gone\"\r\nDELETE"),
            VALID.replace("*/", "NOOP \"parley-1\"\r\nNOOP \"parley-2\"\r\nNOOP \"parley-3\"\r\n*/"),
            """
            SETACTIVE ""\r
            DELETESCRIPT "victim"\r
            RENAMESCRIPT "victim" "gone"\r
            NOOP "parley-1"\r
            NOOP "parley-2"\r
            """);

    private static final List<String> NAMES = List.of(
            "\u00fc",
            "\u65e5\u672c",
            "a/b",
            "/",
            "..",
            "%*",
            " leading",
            "quo\"te",
            "back\\slash",
            "x\" {0+}",
            "=?UTF-8?Q?=C3=BC?=",
            "\ud83d\ude00",
            "n".repeat(76),
            "n".repeat(300),
            "\u00fc".repeat(300),
            "n".repeat(2000),
            "",
            "a\0b",
            "a\r\nDELETESCRIPT \"victim\"",
            "a\nb",
            "\u0085",
            "\u2028",
            "\ud800",
            "\u007f");

    /** A call of the store with a name, a body, or both. */
    private interface Attempt {
        void at(SieveStore store, String name, String body) throws MessagingException, IOException;
    }

    private static final List<Attempt> ATTEMPTS = List.of(
            (store, name, body) -> store.replace(name, body),
            (store, name, body) -> store.replace(name, octets(body), true),
            (store, name, body) -> folder(store, name).putScript(body),
            (store, name, body) -> folder(store, name).putScript(stream(body), octets(body).length),
            (store, name, body) -> folder(store, name).create(Folder.HOLDS_MESSAGES),
            (store, name, body) -> folder(store, name).appendMessages(new Message[] {message(body)}),
            (store, name, body) -> folder(store, "plain").renameTo(folder(store, name)),
            (store, name, body) -> folder(store, name).activate(),
            (store, name, body) -> folder(store, name).getScript(),
            (store, name, body) -> folder(store, name).openScript().close(),
            (store, name, body) -> folder(store, name).delete(false),
            (store, name, body) -> store.haveSpace(name, 1),
            (store, name, body) -> store.checkScript(body));

    @Test
    void noBodyIsEverRun() throws Exception {
        try (Account account = account()) {
            SieveStore store = account.connect();
            for (String body : BODIES) {
                for (String name : NAMES) {
                    for (Attempt attempt : ATTEMPTS) {
                        prepare(account, body);
                        String what = "name [" + name + "], body " + BODIES.indexOf(body) + ", attempt "
                                + ATTEMPTS.indexOf(attempt) + attempt(attempt, store, name, body);
                        assertTrue(account.server.names().contains("victim"), what);
                        assertTrue(account.server.active().isPresent(), what);
                        if (!store.isConnected()) {
                            store = account.connect();
                        }
                        assertEquals(
                                account.server.names(),
                                store.listScripts().stream()
                                        .map(ScriptInfo::name)
                                        .toList(),
                                what + ": out of step");
                    }
                }
            }
            store.close();
        }
    }

    /** The same calls without HAVESPACE before PUTSCRIPT: the attack really reaches the server's commands. */
    @Test
    void withoutTheGuardTheBodyIsRun() throws Exception {
        for (String name : List.of("a/b", "/", "n".repeat(300))) {
            for (Attempt put : ATTEMPTS.subList(0, 4)) {
                try (Account account = account()) {
                    account.properties.put("mail.sieve.havespace", "false");
                    try (SieveStore store = account.connect()) {
                        assertThrows(MessagingException.class, () -> put.at(store, name, VALID));
                    }
                    assertEquals(List.of("plain"), account.server.names(), "attempt " + ATTEMPTS.indexOf(put));
                }
            }
        }
    }

    private static Account account() throws IOException {
        Account account = new Account().with("victim", "keep;").with("plain", "keep;");
        account.server.with(Habit.RUNS_REFUSED_LITERALS);
        return account;
    }

    /** The victim is not active, so that one command is enough to delete it. */
    private static void prepare(Account account, String body) {
        account.with("plain", body);
        account.server.activate("plain");
    }

    private static String attempt(Attempt attempt, SieveStore store, String name, String body) throws IOException {
        try {
            attempt.at(store, name, body);
            return "";
        } catch (MessagingException | IllegalArgumentException e) {
            return ": " + e.getMessage();
        }
    }

    private static SieveFolder folder(SieveStore store, String name) throws MessagingException {
        return store.folder(name);
    }

    private static byte[] octets(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteArrayInputStream stream(String body) {
        return new ByteArrayInputStream(octets(body));
    }

    private static Message message(String body) throws MessagingException {
        MimeMessage message = new MimeMessage((Session) null);
        message.setDataHandler(new DataHandler(new ByteArrayDataSource(octets(body), "application/sieve")));
        return message;
    }
}
