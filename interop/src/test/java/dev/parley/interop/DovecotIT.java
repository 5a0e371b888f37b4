package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DovecotIT {
    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @BeforeEach
    void emptyAccounts() throws Exception {
        for (String user : List.of("alice", "quota")) {
            try (Store store = connect(user)) {
                for (Folder script : store.getDefaultFolder().list()) {
                    script.setSubscribed(false);
                    script.delete(false);
                }
            }
        }
    }

    @Test
    void theLifeOfAScript() throws Exception {
        try (Store store = connect("alice")) {
            Folder script = store.getFolder("holiday");
            assertFalse(script.exists());
            assertTrue(script.create(Folder.HOLDS_MESSAGES));
            append(script, "keep;\n");
            assertFalse(script.create(Folder.HOLDS_MESSAGES));
            assertEquals("keep;\n", text(script));
            script.setSubscribed(true);
            assertEquals(List.of("holiday"), names(store.getDefaultFolder().listSubscribed("*")));

            Folder renamed = store.getFolder("Urlaub");
            assertTrue(script.renameTo(renamed));
            assertTrue(renamed.isSubscribed());
            assertEquals("keep;\n", text(renamed));
            MessagingException active = assertThrows(MessagingException.class, () -> renamed.delete(false));
            assertTrue(active.getMessage().contains("ACTIVE"), active.getMessage());

            renamed.setSubscribed(false);
            assertEquals(List.of(), names(store.getDefaultFolder().listSubscribed("*")));
            assertTrue(renamed.delete(false));
            assertEquals(List.of(), names(store.getDefaultFolder().list("*")));
        }
        assertTrue(trace().contains("     verify  ok"), trace());
        assertTrue(trace().contains("AUTHENTICATE \"SCRAM-SHA-256\""), trace());
        assertFalse(trace().contains("AGFsaWNl"), trace());
    }

    @Test
    void everyOctetOfAScript() throws Exception {
        try (Store store = connect("alice")) {
            for (String body :
                    List.of("# lf\nkeep;\n", "# crlf\r\nkeep;\r\n", "# no end\nkeep;", "# gr\u00fc\u00dfe\nkeep;\n")) {
                Folder script = store.getFolder("octets");
                script.create(Folder.HOLDS_MESSAGES);
                append(script, body);
                assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), octets(script));
            }
            String large = "# " + "x".repeat(60) + "\n";
            Folder script = store.getFolder("large");
            script.create(Folder.HOLDS_MESSAGES);
            append(script, large.repeat(10_000) + "keep;\n");
            assertEquals(large.repeat(10_000) + "keep;\n", text(script));
        }
    }

    @Test
    void namesOfEveryKind() throws Exception {
        try (Store store = connect("alice")) {
            for (String name : List.of(
                    "with blank",
                    "quo\"te",
                    "back\\slash",
                    "gr\u00fc\u00dfe",
                    "\u65e5\u672c",
                    "%*",
                    ".x",
                    "n".repeat(150))) {
                Folder script = store.getFolder(name);
                assertTrue(script.create(Folder.HOLDS_MESSAGES), name);
                append(script, "keep;\n");
                assertEquals(List.of(name), names(store.getDefaultFolder().list("*")));
                assertEquals("keep;\n", text(script));
                assertTrue(script.delete(false));
            }
        }
    }

    @Test
    void aBrokenScriptIsRefusedWithItsLineAndReplacesNothing() throws Exception {
        try (Store store = connect("alice")) {
            Folder script = store.getFolder("broken");
            script.create(Folder.HOLDS_MESSAGES);
            append(script, "keep;\n");
            MessagingException e = assertThrows(MessagingException.class, () -> append(script, "keep;\nkeep\nstop;\n"));
            assertTrue(e.getMessage().contains("line 2: error:"), e.getMessage());
            assertEquals("keep;\n", text(script));
        }
    }

    @Test
    void anActiveScriptFilesMail() throws Exception {
        try (Store store = connect("alice")) {
            Folder script = store.getFolder("filing");
            script.create(Folder.HOLDS_MESSAGES);
            append(script, """
                    require "fileinto";
                    if header :contains "Subject" "parley" { fileinto "Parley"; }
                    """);
            script.setSubscribed(true);
        }
        properties.put("mail.lmtp.port", String.valueOf(Servers.dovecot("LMTP_PORT")));
        deliver("filed-1");
        new Mailbox(Servers.filed("alice", "Parley")).await("X-Id: filed-1");

        try (Store store = connect("alice")) {
            store.getFolder("filing").setSubscribed(false);
        }
        properties.put("mail.lmtp.socket", Servers.lmtpSocket());
        deliver("filed-2");
        new Mailbox(Servers.filed("alice", "")).await("X-Id: filed-2");
    }

    @Test
    void aFullAccountSaysSo() throws Exception {
        try (Store store = connect("quota")) {
            List<Folder> made = List.of(store.getFolder("one"), store.getFolder("two"));
            for (Folder script : made) {
                script.create(Folder.HOLDS_MESSAGES);
            }
            MessagingException e = assertThrows(
                    MessagingException.class, () -> store.getFolder("three").create(Folder.HOLDS_MESSAGES));
            assertTrue(e.getMessage().contains("QUOTA"), e.getMessage());
            assertEquals(2, store.getDefaultFolder().list().length);
        }
    }

    @Test
    void loginWithUtf8() throws Exception {
        try (Store store = session().getStore("sieve")) {
            store.connect("localhost", Servers.dovecot("SIEVE_PORT"), "j\u00f6rg", "p\u00e4ssw\u00f6rd");
            assertTrue(store.isConnected());
        }
    }

    @Test
    void wrongPassword() throws Exception {
        Store store = session().getStore("sieve");
        assertThrows(
                AuthenticationFailedException.class,
                () -> store.connect("localhost", Servers.dovecot("SIEVE_PORT"), "alice", "wrong"));
        assertFalse(store.isConnected());
    }

    @Test
    void wrongName() throws Exception {
        Store store = session().getStore("sieve");
        MessagingException e = assertThrows(
                MessagingException.class,
                () -> store.connect("127.0.0.2", Servers.dovecot("SIEVE_PORT"), "alice", Servers.PASSWORD));
        assertTrue(e.getMessage().contains("127.0.0.2"), e.getMessage());
    }

    /** Dovecot 2.3 now and then overlooks a command that comes right behind its greeting over implicit TLS. */
    @Test
    void implicitTls() throws Exception {
        properties.put("mail.sieves.timeout", "3000");
        for (int attempt = 1; ; attempt++) {
            try (Store store = session().getStore("sieves")) {
                store.connect("localhost", Servers.dovecot("SIEVES_PORT"), "alice", Servers.PASSWORD);
                assertEquals(0, store.getDefaultFolder().list().length);
                return;
            } catch (MessagingException e) {
                if (attempt == 5 || !e.getMessage().contains("3000 ms")) {
                    throw e;
                }
            }
        }
    }

    /** Hands a mail to Dovecot over LMTP: to a user it knows and to one it does not. */
    private void deliver(String id) throws Exception {
        properties.put("mail.lmtp.trace", "text");
        properties.put("mail.lmtp.sendpartial", "true");
        Session session = session();
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("a@example.test");
        mail.setSubject("about parley");
        mail.setHeader("X-Id", id);
        mail.setText("hello");
        mail.saveChanges();
        try (Transport transport = session.getTransport("lmtp")) {
            transport.connect();
            SendFailedException e = assertThrows(
                    SendFailedException.class,
                    () -> transport.sendMessage(mail, InternetAddress.parse("alice@example.test,nobody@example.test")));
            assertEquals("[alice@example.test]", Arrays.toString(e.getValidSentAddresses()));
            assertEquals("[nobody@example.test]", Arrays.toString(e.getInvalidAddresses()));
        }
    }

    private Session session() {
        properties.put("mail.sieve.trace", "text");
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        return session;
    }

    private String trace() {
        return trace.toString(StandardCharsets.UTF_8);
    }

    private Store connect(String user) throws MessagingException {
        Store store = session().getStore("sieve");
        store.connect("localhost", Servers.dovecot("SIEVE_PORT"), user, Servers.PASSWORD);
        return store;
    }

    private void append(Folder script, String body) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setDataHandler(
                new DataHandler(new ByteArrayDataSource(body.getBytes(StandardCharsets.UTF_8), "application/sieve")));
        script.appendMessages(new Message[] {message});
    }

    private static byte[] octets(Folder script) throws Exception {
        script.open(Folder.READ_ONLY);
        try {
            return script.getMessage(1).getInputStream().readAllBytes();
        } finally {
            script.close(false);
        }
    }

    private static String text(Folder script) throws Exception {
        return new String(octets(script), StandardCharsets.UTF_8);
    }

    private static List<String> names(Folder[] scripts) {
        return Arrays.stream(scripts).map(Folder::getName).toList();
    }
}
