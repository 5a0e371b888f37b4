package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveStore;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.sasl.Sasl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GSSAPI (RFC 4752) with tickets of a KDC. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KerberosIT {
    private static final String SETTINGS = "java.security.krb5.conf";
    private static final String ONLY_SUBJECT = "javax.security.auth.useSubjectCredsOnly";

    private static final Pattern SENT_BASE64 = Pattern.compile("[-~]>.*[A-Za-z0-9+/]{32}");

    @TempDir
    static Path folder;

    private static Kdc kdc;
    private static Path keys;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        Servers.trust();
        kdc = new Kdc(folder);
        keys = folder.resolve("client.keytab");
        kdc.create(keys, "alice", "bob");
        kdc.create(Servers.keytab(), "smtp/localhost", "sieve/localhost");
        Files.setPosixFilePermissions(Servers.keytab(), PosixFilePermissions.fromString("rw-r--r--"));
        System.setProperty(SETTINGS, kdc.settings().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty(SETTINGS);
        System.clearProperty(ONLY_SUBJECT);
        Configuration.setConfiguration(null);
        kdc.close();
        Files.delete(Servers.keytab());
    }

    @BeforeEach
    void prepare() {
        System.clearProperty(ONLY_SUBJECT);
        for (String protocol : new String[] {"smtp", "sieve"}) {
            properties.put("mail." + protocol + ".trace", "text");
            properties.put("mail." + protocol + ".starttls.required", "true");
            properties.put("mail." + protocol + ".auth", "true");
            properties.put("mail." + protocol + ".auth.mechanisms", "GSSAPI");
        }
    }

    @Test
    void smtp() throws Exception {
        MimeMessage message = new MimeMessage(session());
        message.setFrom("alice@example.test");
        message.setText("hello");
        message.saveChanges();
        try (SmtpTransport transport = (SmtpTransport) session().getTransport("smtp")) {
            as("alice", () -> connect(transport, Servers.postfix("SMTP_PORT")));
            transport.sendMessage(message, InternetAddress.parse("alice@example.test"));
        }
        new Mailbox(Servers.mail("alice")).await(message.getMessageID());
        assertShowsNoTicket();
    }

    /** The service ticket has more octets than an SMTP command line. */
    @Test
    void smtpOfDovecot() throws Exception {
        try (SmtpTransport transport = (SmtpTransport) session().getTransport("smtp")) {
            as("alice", () -> connect(transport, Servers.dovecot("SUBMISSION_PORT")));
        }
        assertTrue(trace().contains("AUTH GSSAPI\n"), trace());
        assertShowsNoTicket();
    }

    @Test
    void manageSieve() throws Exception {
        for (int port : new int[] {Servers.dovecot("SIEVE_PORT"), Servers.cyrus("KEYED_PORT")}) {
            try (SieveStore store = (SieveStore) session().getStore("sieve")) {
                as("bob", () -> connect(store, port));
                ManageSieveTests.folder(store, "ticketed").putScript("keep;\n");
                assertEquals(List.of(new ScriptInfo("ticketed", false)), store.listScripts());
                assertTrue(ManageSieveTests.folder(store, "ticketed").delete(false));
            }
            assertShowsNoTicket();
        }
    }

    /** JAAS gets the ticket for each login, without code of the application. */
    @Test
    void aKeytabBySettingsAlone() throws Exception {
        System.setProperty(ONLY_SUBJECT, "false");
        Configuration.setConfiguration(Kdc.login(keys, "alice"));
        try (SmtpTransport transport = (SmtpTransport) session().getTransport("smtp");
                SieveStore store = (SieveStore) session().getStore("sieve")) {
            connect(transport, Servers.postfix("SMTP_PORT"));
            connect(store, Servers.dovecot("SIEVE_PORT"));
        }
        Configuration.setConfiguration(Kdc.login(folder.resolve("missing.keytab"), "alice"));
        fails("localhost", "GSSAPI: Unable to obtain password from user", "\"klist -k <keytab>\"");
    }

    @Test
    void noTicket() throws Exception {
        fails("localhost", "Failed to find any Kerberos tgt", "com.sun.security.jgss.krb5.initiate with a keytab");
    }

    @Test
    void anUnknownService() throws Exception {
        as("alice", () -> {
            fails("127.0.0.1", "Server not found in Kerberos database", "mail.smtp.host (now 127.0.0.1)");
            return null;
        });
    }

    @Test
    void anotherUser() throws Exception {
        properties.put("mail.smtp.sasl.authorizationid", "bob");
        as("alice", () -> {
            fails("localhost", "535 5.7.8 ", "the server rejects the Kerberos ticket");
            return null;
        });
    }

    @Test
    void aSecurityLayer() throws Exception {
        properties.put(Sasl.QOP, "auth-conf");
        as("alice", () -> {
            fails("localhost", "No common protection layer", "remove the property");
            return null;
        });
    }

    /** Its time-out in krb5.conf would be longer. */
    @Test
    void aKdcThatDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            useKdc(silent.getLocalPort());
            properties.put("mail.smtp.timeout", "5000");
            fails("localhost", "no answer of the Kerberos KDC in time (mail.smtp.timeout=5000)", "kdc_timeout");
            properties.remove("mail.smtp.timeout");
            properties.put("mail.smtp.deadline", "6000");
            fails("localhost", "no answer of the Kerberos KDC in time (mail.smtp.deadline=6000)", "kdc_timeout");
        } finally {
            System.setProperty(SETTINGS, kdc.settings().toString());
        }
        as("alice", () -> null);
    }

    @Test
    void noKdc() throws Exception {
        try {
            useKdc(1);
            fails("localhost", "GSSAPI: Connection refused", "check the realm's kdc in krb5.conf");
        } finally {
            System.setProperty(SETTINGS, kdc.settings().toString());
        }
        as("alice", () -> null);
    }

    /** Logins by a JAAS configuration, which reads the settings again, and a KDC at another port. */
    private static void useKdc(int port) throws Exception {
        Path settings = folder.resolve("other.conf");
        Files.writeString(settings, Files.readString(kdc.settings()).replaceAll("(kdc = .*:).*", "$1" + port));
        System.setProperty(SETTINGS, settings.toString());
        System.setProperty(ONLY_SUBJECT, "false");
        Configuration.setConfiguration(Kdc.login(keys, "alice"));
    }

    /** Over SMTP; the exception contains all these texts. */
    private void fails(String host, String... texts) throws Exception {
        try (Transport transport = session().getTransport("smtp")) {
            int port = Servers.postfix("SMTP_PORT");
            AuthenticationFailedException e =
                    assertThrows(AuthenticationFailedException.class, () -> transport.connect(host, port, "", null));
            for (String text : texts) {
                assertTrue(e.getMessage().contains(text), e.getMessage());
            }
        }
        assertShowsNoTicket();
    }

    /** No command or response contains anything in base64. */
    private void assertShowsNoTicket() {
        assertTrue(trace().contains("=== "), trace());
        assertFalse(SENT_BASE64.matcher(trace()).find(), trace());
    }

    private static Void connect(Service service, int port) throws Exception {
        service.connect("localhost", port, "", null);
        assertTrue(service.isConnected());
        return null;
    }

    /** Runs the action with a ticket of a user. */
    private static void as(String user, PrivilegedExceptionAction<Void> action) throws Exception {
        LoginContext login = new LoginContext("parley", new Subject(), null, Kdc.login(keys, user));
        login.login();
        Subject.doAs(login.getSubject(), action);
        login.logout();
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
