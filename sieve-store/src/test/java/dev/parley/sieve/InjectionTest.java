package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
 * The attack: a name that the server refuses before it has read the script behind it makes the script's lines commands.
 * The server behaves as the real ones do, and worse; the script says to delete, to deactivate and to rename.
 */
@Timeout(120)
class InjectionTest {
    private static final String BODY = """
            DELETESCRIPT "victim"\r
            SETACTIVE ""\r
            DELETESCRIPT "victim"\r
            RENAMESCRIPT "victim" "gone"\r
            NOOP "parley-2"\r
            NOOP "parley-3"\r
            """;

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

    /** Everything that has a name and a body to say. */
    private interface Attempt {
        void at(SieveStore store, String name) throws MessagingException, IOException;
    }

    private static final List<Attempt> ATTEMPTS = List.of(
            (store, name) -> folder(store, name).putScript(BODY),
            (store, name) -> folder(store, name).putScript(stream(), octets().length),
            (store, name) -> store.replace(name, BODY),
            (store, name) -> folder(store, name).create(Folder.HOLDS_MESSAGES),
            (store, name) -> folder(store, name).appendMessages(new Message[] {message()}),
            (store, name) -> folder(store, "plain").renameTo(folder(store, name)),
            (store, name) -> folder(store, name).activate(),
            (store, name) -> folder(store, name).getScript(),
            (store, name) -> folder(store, name).openScript().close(),
            (store, name) -> folder(store, name).delete(false),
            (store, name) -> store.haveSpace(name, 1),
            (store, name) -> store.checkScript(BODY));

    @Test
    void noBodyIsEverRun() throws Exception {
        try (Account account = new Account().with("victim", "keep;").with("plain", "keep;")) {
            account.server.with(Habit.RUNS_REFUSED_LITERALS);
            account.server.activate("victim");
            SieveStore store = account.connect();
            for (String name : NAMES) {
                for (Attempt attempt : ATTEMPTS) {
                    String what = "name [" + name + "], attempt " + ATTEMPTS.indexOf(attempt);
                    try {
                        attempt.at(store, name);
                    } catch (MessagingException | IllegalArgumentException e) {
                        what += ": " + e.getMessage();
                    }
                    assertTrue(account.server.names().contains("victim"), what);
                    assertTrue(account.server.active().isPresent(), what);
                    if (!store.isConnected()) {
                        store = account.connect();
                    }
                    assertEquals(
                            account.server.names().stream().map(Spelling::read).toList(),
                            store.listScripts().stream().map(ScriptInfo::name).toList(),
                            what + ": out of step");
                    account.server.activate("victim");
                    account.with("plain", "keep;");
                }
            }
            store.close();
        }
    }

    private static SieveFolder folder(SieveStore store, String name) throws MessagingException {
        return new SieveFolder(store, name);
    }

    private static byte[] octets() {
        return BODY.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteArrayInputStream stream() {
        return new ByteArrayInputStream(octets());
    }

    private static Message message() throws MessagingException {
        MimeMessage message = new MimeMessage((Session) null);
        message.setDataHandler(new DataHandler(new ByteArrayDataSource(octets(), "application/sieve")));
        return message;
    }
}
