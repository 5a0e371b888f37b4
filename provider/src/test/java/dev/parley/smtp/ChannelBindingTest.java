package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.DefaultTrust;
import dev.parley.testing.TlsRelay;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logins with tls-exporter (RFC 9266), which only Java 25 and later have: the server computes the binding from its own TLS
 * session. The dialog files {@code auth/scram-plus*} have those with tls-server-end-point.
 */
@Timeout(60)
class ChannelBindingTest {
    private static final boolean HAS_EXPORTER = Runtime.version().feature() >= 25;

    private static final String GREETING = """
            S! tls
            S: 220 mx
            C: EHLO client.example
            S: 250-mx
            S: 250 AUTH PLAIN SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256
            """;

    /** The initial response begins with "p=tls-exporter,". */
    private static final String BOUND =
            "S! scram SCRAM-SHA-256-PLUS secret\n" + "C: AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIs[redacted]\n";

    /** The initial response begins with "n,,". */
    private static final String UNBOUND = "S! scram SCRAM-SHA-256 secret\nC: AUTH SCRAM-SHA-256 biws[redacted]\n";

    private static final String PROOF = "S: 334 [scram]\nC: [redacted]\nS: 334 [scram]\nC:\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String LOGGED_IN = PROOF + "S: 235 ok\n" + QUIT;
    private static final String REJECTED = "S: 535 5.7.8 Authentication credentials invalid\n";

    @TempDir
    static Path folder;

    private static SSLContext certificate;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    ChannelBindingTest() {
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.trace", "text");
    }

    @BeforeAll
    static void trust() throws IOException {
        certificate = DefaultTrust.in(folder, "localhost");
    }

    @Test
    void theExporterIsTheDefault() throws Exception {
        assumeTrue(HAS_EXPORTER);
        logIn(GREETING + BOUND + LOGGED_IN);
        assertTraced("auth: channel binding tls-exporter, because it is unique to this connection, RFC 9266 s2");
        assertTraced("auth: SCRAM-SHA-256-PLUS as joe, because it is the strongest usable mechanism (the server");
    }

    /** Each connection has its own value, also where the TLS session is resumed. */
    @Test
    void aResumedSessionIsBoundToItsOwnConnection() throws Exception {
        assumeTrue(HAS_EXPORTER);
        String login = GREETING + BOUND + LOGGED_IN;
        try (ScriptedServer server = server(login + "S! accept\n" + login + "S! accept\n" + login)) {
            for (int connects = 0; connects < 3; connects++) {
                connect(server.port());
            }
            assertEquals(
                    3,
                    server.transcript().stream()
                            .filter(line -> line.equals("S: 235 ok"))
                            .count());
        }
        assertTraced(", resumed (");
    }

    @Test
    void withoutTheExporterPlusIsNotTheDefault() throws Exception {
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2");
        logIn(GREETING + UNBOUND + LOGGED_IN);
        assertFalse(traced().contains("auth: channel binding "), traced());
    }

    /** TLS 1.2 may be renegotiated (RFC 9266 s4.2). The initial response begins with "p=tls-server-end-point,,". */
    @Test
    void withoutTheExporterAListedMechanismIsBoundToTheCertificate() throws Exception {
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2");
        properties.put("mail.smtp.auth.mechanisms", "SCRAM-SHA-256-PLUS");
        logIn(GREETING + "S! scram SCRAM-SHA-256-PLUS secret\n"
                + "C: AUTH SCRAM-SHA-256-PLUS cD10bHMtc2VydmVyLWVuZC1wb2ludCws[redacted]\n" + LOGGED_IN);
        assertTraced("auth: channel binding tls-server-end-point, because tls-exporter requires TLS 1.3");
    }

    /** The application's factory makes the sockets. */
    @Test
    void theSocketMayBeThatOfAnApplicationsFactory() throws Exception {
        assumeTrue(HAS_EXPORTER);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, null, null);
        properties.put("mail.smtp.ssl.socketFactory", new WrappedSockets(host -> trusting.getSocketFactory()));
        logIn(GREETING + BOUND + LOGGED_IN);
    }

    /** The relay has the certificate of the server and its key: only tls-exporter reveals it. */
    @Test
    void aRelayWithTheServersCertificateIsRevealed() throws Exception {
        assumeTrue(HAS_EXPORTER);
        properties.put("mail.smtp.auth.mechanisms", "SCRAM-SHA-256-PLUS");
        try (ScriptedServer server = server(GREETING + BOUND + PROOF + REJECTED + QUIT);
                TlsRelay relay = new TlsRelay(certificate, server.port())) {
            MessagingException e = assertThrows(AuthenticationFailedException.class, () -> connect(relay.port()));
            assertTrue(
                    e.getMessage()
                            .startsWith("535 5.7.8 Authentication credentials invalid\n"
                                    + "the server's reason: channel-bindings-dont-match\n"),
                    e.getMessage());
        }
    }

    /** The server has another hash for SCRAM-SHA-1-PLUS, and the same binding: that mechanism is not tried. */
    @Test
    void aRefusedBindingIsFollowedByALoginWithoutOne() throws Exception {
        assumeTrue(HAS_EXPORTER);
        logIn(GREETING + BOUND + "S: 554 5.7.0 Authentication failed\n" + UNBOUND + LOGGED_IN);
        assertTraced(
                "*** auth: SCRAM-SHA-256-PLUS was rejected without a code for a wrong password, possibly because of"
                        + " its channel binding: trying SCRAM-SHA-256 (mail.smtp.auth.mechanisms)");
    }

    @Test
    void aRefusedTypeIsFollowedByALoginWithoutBinding() throws Exception {
        assumeTrue(HAS_EXPORTER);
        logIn(GREETING + "S! scram SCRAM-SHA-256 secret\nC: AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIs[redacted]\n"
                + PROOF + REJECTED + UNBOUND + LOGGED_IN);
    }

    @Test
    void aWrongPasswordEndsTheLogin() throws Exception {
        assumeTrue(HAS_EXPORTER);
        assertRejected(GREETING + BOUND.replace("secret", "other") + PROOF + REJECTED + QUIT);
    }

    @Test
    void aTemporaryRejectionEndsTheLogin() throws Exception {
        assumeTrue(HAS_EXPORTER);
        assertRejected(GREETING + BOUND + "S: 454 4.7.0 Temporary authentication failure\n" + QUIT);
    }

    /** A relay could reject the bound login, to receive one that it can use. */
    @Test
    void onAnUnverifiedLinkNoLoginWithoutBindingFollows() throws Exception {
        assumeTrue(HAS_EXPORTER);
        properties.put("mail.smtp.ssl.trust", "*");
        String message = assertRejected(GREETING + BOUND + "S: 554 5.7.0 Authentication failed\n" + QUIT);
        assertTrue(
                message.startsWith("554 5.7.0 Authentication failed\n"
                        + "SCRAM-SHA-256 was not tried after SCRAM-SHA-256-PLUS, because the server's certificate is not"
                        + " verified and a relay may have caused the rejection: make the certificate trusted, or set"
                        + " mail.smtp.auth.mechanisms=SCRAM-SHA-256 (mail.smtp.auth.mechanisms is not set)\n"),
                message);
    }

    private String assertRejected(String dialog) throws Exception {
        try (ScriptedServer server = server(dialog)) {
            MessagingException e = assertThrows(AuthenticationFailedException.class, () -> connect(server.port()));
            assertConversation(dialog, server);
            return e.getMessage();
        }
    }

    private void logIn(String dialog) throws Exception {
        try (ScriptedServer server = server(dialog)) {
            connect(server.port());
            assertConversation(dialog, server);
        }
    }

    private void connect(int port) throws MessagingException {
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        try (SmtpTransport transport = (SmtpTransport) session.getTransport("parley")) {
            transport.connect("localhost", port, "joe", "secret");
        }
    }

    private static ScriptedServer server(String dialog) throws IOException {
        return ScriptedServer.start(script(dialog), Optional.of(certificate));
    }

    private static DialogScript script(String dialog) {
        return DialogScript.parse("channel binding", dialog);
    }

    private static void assertConversation(String dialog, ScriptedServer server) throws Exception {
        assertEquals(String.join("\n", script(dialog).conversation()), String.join("\n", server.transcript()));
    }

    private void assertTraced(String text) {
        assertTrue(traced().contains(text), traced());
    }

    private String traced() {
        return trace.toString(StandardCharsets.UTF_8);
    }
}
