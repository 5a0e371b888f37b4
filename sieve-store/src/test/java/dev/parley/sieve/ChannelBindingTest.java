package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logins with tls-exporter (RFC 9266), which only Java 25 and later have: the server computes the binding from its own TLS
 * session. The dialog files {@code login/scram-plus*} have those with tls-server-end-point.
 */
@Timeout(60)
class ChannelBindingTest {
    private static final String GREETING = """
            S! tls
            S: "IMPLEMENTATION" "lab"
            S: "SASL" "PLAIN SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256"
            S: "VERSION" "1.0"
            S: OK
            """;

    /** The initial response begins with "p=tls-exporter,". */
    private static final String BOUND = "S! scram SCRAM-SHA-256-PLUS secret\n"
            + "C: AUTHENTICATE \"SCRAM-SHA-256-PLUS\" \"cD10bHMtZXhwb3J0ZXIs[redacted]\n";

    /** The initial response begins with "n,,". */
    private static final String UNBOUND =
            "S! scram SCRAM-SHA-256 secret\nC: AUTHENTICATE \"SCRAM-SHA-256\" \"biws[redacted]\n";

    private static final String PROOF = "S: \"[scram]\"\nC: [redacted]\n";
    private static final String LOGGED_IN = PROOF + "S: OK (SASL \"[scram]\") \"Logged in.\"\n";
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";

    @TempDir
    static Path folder;

    private static SSLContext certificate;

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void trust() throws IOException {
        certificate = DefaultTrust.in(folder, "localhost");
    }

    @BeforeEach
    void requireExporter() {
        assumeTrue(Runtime.version().feature() >= 25);
        properties.put("mail.sieve.ssl.enable", "true");
        properties.put("mail.sieve.trace", "text");
    }

    @Test
    void theExporterIsTheDefault() throws Exception {
        logIn(GREETING + BOUND + LOGGED_IN + LOGOUT);
        assertTraced("auth: channel binding tls-exporter, because it is unique to this connection, RFC 9266 s2");
    }

    /** The relay has the certificate of the server and its key: only tls-exporter reveals it. */
    @Test
    void aRelayWithTheServersCertificateIsRevealed() throws Exception {
        properties.put("mail.sieve.auth.mechanisms", "SCRAM-SHA-256-PLUS");
        String rejection = "S: \"[scram]\"\nC: \"\"\nS: NO\n";
        try (ScriptedServer server = server(GREETING + BOUND + PROOF + rejection + LOGOUT);
                TlsRelay relay = new TlsRelay(certificate, server.port())) {
            MessagingException e = assertThrows(AuthenticationFailedException.class, () -> connect(relay.port()));
            assertTrue(e.getMessage().contains("; the server's reason: channel-bindings-dont-match"), e.getMessage());
        }
    }

    @Test
    void aRefusedBindingIsFollowedByALoginWithoutOne() throws Exception {
        logIn(GREETING + BOUND + "S: NO \"Authentication Error\"\n" + UNBOUND + LOGGED_IN + LOGOUT);
        assertTraced(
                "*** auth: SCRAM-SHA-256-PLUS was rejected without a code for a wrong password, possibly because of"
                        + " its channel binding: trying SCRAM-SHA-256 (mail.sieve.auth.mechanisms)");
    }

    private void logIn(String dialog) throws Exception {
        try (ScriptedServer server = server(dialog)) {
            connect(server.port());
            assertEquals(String.join("\n", script(dialog).conversation()), String.join("\n", server.transcript()));
        }
    }

    private void connect(int port) throws MessagingException {
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        try (Store store = session.getStore("sieve")) {
            store.connect("localhost", port, "joe", "secret");
        }
    }

    private static ScriptedServer server(String dialog) throws IOException {
        return ScriptedServer.start(script(dialog), Optional.of(certificate));
    }

    private static DialogScript script(String dialog) {
        return DialogScript.parse("channel binding", dialog);
    }

    private void assertTraced(String text) {
        String traced = trace.toString(StandardCharsets.UTF_8);
        assertTrue(traced.contains(text), traced);
    }
}
