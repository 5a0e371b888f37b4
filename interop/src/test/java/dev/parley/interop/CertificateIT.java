package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveStore;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EXTERNAL (RFC 4422 appendix A): the login by the certificate of the client, in PEM files. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CertificateIT {
    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeEach
    void traced() {
        for (String protocol : new String[] {"smtp", "sieve"}) {
            put(protocol, "trace", "text");
            put(protocol, "starttls.required", "true");
            put(protocol, "auth", "true");
            put(protocol, "auth.mechanisms", "EXTERNAL");
            put(protocol, "ssl.ca.file", Servers.tls("ca.pem"));
            put(protocol, "ssl.cert.file", Servers.tls("alice.crt"));
            put(protocol, "ssl.key.file", Servers.tls("alice.key"));
        }
    }

    /** Twice each, with two keys: a server that requests a certificate need not resume the session of the first. */
    @ParameterizedTest
    @CsvSource({"alice.key", "alice-encrypted.key"})
    void smtp(String key) throws Exception {
        put("smtp", "ssl.key.file", Servers.tls(key));
        put("smtp", "ssl.key.password", "secret");
        for (int connects = 0; connects < 2; connects++) {
            MimeMessage message = new MimeMessage(session());
            message.setFrom("alice@example.test");
            message.setText("hello");
            message.saveChanges();
            try (SmtpTransport transport = (SmtpTransport) session().getTransport("smtp")) {
                transport.connect("localhost", Servers.dovecot("SUBMISSION_PORT"), null, null);
                transport.sendMessage(message, InternetAddress.parse("alice@example.test"));
            }
            new Mailbox(Servers.mail("alice")).await(message.getMessageID());
        }
        assertTrue(trace().contains("auth: EXTERNAL"), trace());
        assertFalse(trace().contains("secret"), trace());
    }

    @ParameterizedTest
    @CsvSource({"alice.key", "alice-encrypted.key"})
    void manageSieve(String key) throws Exception {
        put("sieve", "ssl.key.file", Servers.tls(key));
        put("sieve", "ssl.key.password", "secret");
        int[] ports = {Servers.dovecot("SIEVE_PORT"), Servers.dovecot("SIEVE_PORT"), Servers.cyrus("KEYED_PORT")};
        for (int port : ports) {
            try (SieveStore store = (SieveStore) session().getStore("sieve")) {
                store.connect("localhost", port, "", null);
                ManageSieveTests.folder(store, "certified").putScript("keep;\n");
                assertEquals(List.of(new ScriptInfo("certified", false)), store.listScripts());
                assertTrue(ManageSieveTests.folder(store, "certified").delete(false));
            }
        }
        assertFalse(trace().contains("secret"), trace());
    }

    @Test
    void withoutTheCertificate() throws Exception {
        for (String protocol : new String[] {"smtp", "sieve"}) {
            for (String property : new String[] {"cert", "key"}) {
                properties.remove("mail." + protocol + ".ssl." + property + ".file");
            }
        }
        refused("smtp", Servers.dovecot("SUBMISSION_PORT"), "check mail.smtp.ssl.cert.file (not set)");
        refused("sieve", Servers.dovecot("SIEVE_PORT"), "check mail.sieve.ssl.cert.file (not set)");
        refused("sieve", Servers.cyrus("KEYED_PORT"), "none of them among mail.sieve.auth.mechanisms=EXTERNAL");
    }

    @Test
    void anotherUser() throws Exception {
        put("smtp", "sasl.authorizationid", "bob");
        put("sieve", "sasl.authorizationid", "bob");
        refused("smtp", Servers.dovecot("SUBMISSION_PORT"), "mail.smtp.sasl.authorizationid (now bob)");
        refused("sieve", Servers.dovecot("SIEVE_PORT"), "mail.sieve.sasl.authorizationid (now bob)");
        refused("sieve", Servers.cyrus("KEYED_PORT"), "mail.sieve.sasl.authorizationid (now bob)");
    }

    @Test
    void aWrongKeyPassword() throws Exception {
        put("smtp", "ssl.key.file", Servers.tls("alice-encrypted.key"));
        put("smtp", "ssl.key.password", "mistaken");
        refused("smtp", Servers.dovecot("SUBMISSION_PORT"), "mail.smtp.ssl.key.password");
        assertFalse(trace().contains("mistaken"), trace());
    }

    private void refused(String protocol, int port, String text) throws Exception {
        try (Service service = protocol.equals("smtp")
                ? session().getTransport("smtp")
                : session().getStore("sieve")) {
            MessagingException e =
                    assertThrows(MessagingException.class, () -> service.connect("localhost", port, "", null));
            assertTrue(e.getMessage().contains(text), e.getMessage());
        }
    }

    private void put(String protocol, String property, String value) {
        properties.put("mail." + protocol + "." + property, value);
    }

    private Session session() {
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        return session;
    }

    private String trace() {
        return trace.toString(StandardCharsets.UTF_8);
    }
}
