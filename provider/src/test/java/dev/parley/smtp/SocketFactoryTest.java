package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.UnconnectedSockets;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who makes the socket, who makes TLS of it, and who looks at the server's name. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketFactoryTest {
    private static final String IMPLICIT =
            "S! tls\nS: 220 mx\nC: EHLO client.example\nS: 250 mx\nC: QUIT\nS: 221 bye\n";
    private static final String STARTTLS =
            "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS! tls\n"
                    + "C: EHLO client.example\nS: 250 mx\nC: QUIT\nS: 221 bye\n";

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final Properties properties = new Properties();
    private final List<String> calls = new ArrayList<>();

    SocketFactoryTest() {
        properties.put("mail.smtp.localhost", "client.example");
    }

    @BeforeAll
    static void make() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
    }

    @Test
    void anSslSocketFactoryWrapsAndMakesTlsFromTheFirstOctet() throws Exception {
        properties.put("mail.smtp.socketFactory", wrapping());
        assertEquals(List.of("wrap localhost"), callsFor(IMPLICIT, "smtp"));
    }

    @Test
    void thePortOfTheFactoryCounts() throws Exception {
        try (ScriptedServer server = server(IMPLICIT)) {
            properties.put("mail.smtp.socketFactory", wrapping());
            properties.put("mail.smtp.socketFactory.port", server.port());
            connect("smtp", 1);
        }
        try (ScriptedServer server = server(IMPLICIT)) {
            properties.clear();
            properties.put("mail.smtps.localhost", "client.example");
            properties.put("mail.smtps.ssl.socketFactory", wrapping());
            properties.put("mail.smtps.ssl.socketFactory.port", String.valueOf(server.port()));
            connect("smtps", 1);
        }
        assertEquals(List.of("wrap localhost", "wrap localhost"), calls);
    }

    @Test
    void aPlainFactoryMakesTheSocketAndTheSslFactoryWrapsIt() throws Exception {
        properties.put("mail.smtp.socketFactory", plain());
        properties.put("mail.smtp.ssl.socketFactory", wrapping());
        properties.put("mail.smtp.ssl.enable", true);
        assertEquals(List.of("make", "wrap localhost"), callsFor(IMPLICIT, "smtp"));
        properties.put("mail.smtp.ssl.enable", false);
        properties.put("mail.smtp.ssl.socketFactory.port", 1);
        properties.put("mail.smtp.starttls.required", true);
        assertEquals(List.of("make", "wrap localhost"), callsFor(STARTTLS, "smtp"));
    }

    @Test
    void tlsIsNeverFallenBackFrom() throws Exception {
        properties.put("mail.smtp.socketFactory", SSLSocketFactory.getDefault());
        properties.put("mail.smtp.socketFactory.fallback", "true");
        try (ScriptedServer server = server("S! tls-refused\n")) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect("smtp", server.port()));
            assertTrue(e.getMessage().contains("mail.smtp.socketFactory"), e.getMessage());
            assertEquals(List.of("S! tls-refused"), server.transcript());
        }
    }

    @Test
    void theVerifierIsAskedAndItsNoEndsTheConnection() throws Exception {
        properties.put("mail.smtp.ssl.socketFactory", wrapping());
        properties.put("mail.smtp.ssl.hostnameverifier", verifier(true));
        assertEquals(List.of("wrap localhost", "verify localhost"), callsFor(STARTTLS, "smtp"));

        properties.put("mail.smtp.ssl.hostnameverifier", verifier(false));
        String tls = STARTTLS.substring(0, STARTTLS.indexOf("S! tls") + 7);
        try (ScriptedServer server = server(tls)) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect("smtp", server.port()));
            assertTrue(
                    e.getMessage()
                            .contains("mail.smtp.ssl.hostnameverifier does not accept the server's certificate"
                                    + " for this host: subject CN=localhost"),
                    e.getMessage());
            assertEquals(tls.strip(), String.join("\n", server.transcript()));
        }
    }

    @Test
    void aVerifierThatIsNoneIsAnErrorThatNamesTheProperty() {
        for (String name : List.of("no.such.Verifier", "java.lang.String")) {
            properties.put("mail.smtp.ssl.hostnameverifier.class", name);
            MessagingException e = assertThrows(MessagingException.class, () -> connect("smtp", 1));
            assertTrue(
                    e.getMessage()
                            .startsWith("mail.smtp.ssl.hostnameverifier.class=" + name
                                    + " cannot be used as HostnameVerifier"),
                    e.getMessage());
        }
    }

    private HostnameVerifier verifier(boolean answer) {
        return (host, session) -> {
            calls.add("verify " + host);
            return answer;
        };
    }

    private List<String> callsFor(String script, String protocol) throws Exception {
        calls.clear();
        properties.put("mail.smtp.starttls.enable", "true");
        try (ScriptedServer server = server(script)) {
            connect(protocol, server.port());
            assertEquals(script.strip(), String.join("\n", server.transcript()));
        }
        return calls;
    }

    private static ScriptedServer server(String script) throws IOException {
        return ScriptedServer.start(DialogScript.parse("factory", script), Optional.of(certificate.context()));
    }

    private void connect(String protocol, int port) throws MessagingException {
        try (var transport = Session.getInstance(properties).getTransport(protocol.replace("smtp", "parley"))) {
            transport.connect("localhost", port, null, null);
        }
    }

    private SocketFactory plain() {
        return new UnconnectedSockets(() -> {
            calls.add("make");
            return new Socket();
        });
    }

    /** Trusts the certificate of this test. */
    private SSLSocketFactory wrapping() {
        SSLSocketFactory real = certificate.context().getSocketFactory();
        return new WrappedSockets(host -> {
            calls.add("wrap " + host);
            return real;
        });
    }
}
