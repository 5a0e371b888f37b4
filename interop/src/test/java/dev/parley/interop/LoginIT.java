package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mechanism that Dovecot has, over ManageSieve and, where it checks for Postfix, over SMTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginIT {
    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @BeforeEach
    void traced() {
        for (String protocol : new String[] {"smtp", "sieve"}) {
            properties.put("mail." + protocol + ".trace", "text");
            properties.put("mail." + protocol + ".starttls.required", "true");
        }
    }

    @ParameterizedTest(name = "{1} over {0}")
    @CsvSource({
        "sieve, SCRAM-SHA-256",
        "sieve, SCRAM-SHA-1",
        "sieve, DIGEST-MD5",
        "sieve, CRAM-MD5",
        "sieve, PLAIN",
        "sieve, LOGIN",
        "smtp, SCRAM-SHA-256",
        "smtp, SCRAM-SHA-1",
        "smtp, DIGEST-MD5",
        "smtp, CRAM-MD5",
        "smtp, PLAIN",
        "smtp, LOGIN"
    })
    void aPassword(String protocol, String mechanism) throws Exception {
        properties.put("mail." + protocol + ".auth.mechanisms", mechanism);
        good(protocol, mechanism, "alice", Servers.PASSWORD);
        bad(protocol, mechanism, "alice", "wrong");
    }

    @ParameterizedTest(name = "{1} over {0}")
    @CsvSource({
        "sieve, SCRAM-SHA-256",
        "sieve, PLAIN",
        "sieve, LOGIN",
        "smtp, SCRAM-SHA-256",
        "smtp, PLAIN",
        "smtp, LOGIN"
    })
    void anInternationalPassword(String protocol, String mechanism) throws Exception {
        properties.put("mail." + protocol + ".auth.mechanisms", mechanism);
        good(protocol, mechanism, "j\u00f6rg", "p\u00e4ssw\u00f6rd");
        bad(protocol, mechanism, "j\u00f6rg", "passwort");
    }

    @ParameterizedTest(name = "{1} over {0}")
    @CsvSource({"sieve, OAUTHBEARER", "sieve, XOAUTH2", "smtp, OAUTHBEARER", "smtp, XOAUTH2"})
    void aToken(String protocol, String mechanism) throws Exception {
        properties.put("mail." + protocol + ".auth.mechanisms", mechanism);
        good(protocol, mechanism, "alice", Tokens.of("alice", Servers.oauthSecret()));
        String reason = bad(protocol, mechanism, "alice", Tokens.of("alice", "another"));
        assertTrue(reason.contains("the server's reason: {"), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "sieve, DIGEST-MD5",
        "sieve, CRAM-MD5",
        "sieve, PLAIN",
        "smtp, DIGEST-MD5",
        "smtp, CRAM-MD5",
        "smtp, PLAIN"
    })
    void ofTheJdk(String protocol, String mechanism) throws Exception {
        properties.put("mail." + protocol + ".sasl.enable", "true");
        properties.put("mail." + protocol + ".sasl.mechanisms", mechanism);
        good(protocol, mechanism, "alice", Servers.PASSWORD);
        assertTrue(trace().contains("javax.security.sasl") || protocol.equals("sieve"), trace());
        bad(protocol, mechanism, "alice", "wrong");
    }

    @Test
    void theStrongestUnasked() throws Exception {
        good("sieve", "SCRAM-SHA-256", "alice", Servers.PASSWORD);
        good("smtp", "SCRAM-SHA-256", "alice", Servers.PASSWORD);
    }

    private void good(String protocol, String mechanism, String user, String password) throws Exception {
        trace.reset();
        try (Service service = service(protocol)) {
            service.connect("localhost", port(protocol), user, password);
            assertTrue(service.isConnected());
        }
        assertTrue(trace().contains("auth: " + mechanism), trace());
        assertFalse(trace().contains(password), trace());
    }

    private String bad(String protocol, String mechanism, String user, String password) throws Exception {
        trace.reset();
        Service service = service(protocol);
        AuthenticationFailedException e = assertThrows(
                AuthenticationFailedException.class,
                () -> service.connect("localhost", port(protocol), user, password));
        assertFalse(service.isConnected());
        assertEquals(2, trace().split("auth: ", -1).length, "one try, " + mechanism + ": " + trace());
        return e.getMessage();
    }

    private Service service(String protocol) throws Exception {
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        return protocol.equals("smtp") ? session.getTransport("smtp") : session.getStore("sieve");
    }

    private static int port(String protocol) {
        return protocol.equals("smtp") ? Servers.postfix("SMTP_PORT") : Servers.dovecot("SIEVE_PORT");
    }

    private String trace() {
        return trace.toString(StandardCharsets.UTF_8);
    }
}
