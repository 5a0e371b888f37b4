package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.DefaultTrust;
import dev.parley.testing.IssuedCertificate;
import dev.parley.testing.TestAuthority;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that requires a certificate of the client: with TLS 1.3 it rejects the client after the handshake. */
@Timeout(60)
class ClientCertificateTest {
    @TempDir
    static Path folder;

    private static SSLContext tls;

    @BeforeAll
    static void trust() throws IOException {
        tls = DefaultTrust.in(folder, "localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void isRequired(String version) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Boolean> rejected = new FutureTask<>(() -> rejects(listener, version));
            new Thread(rejected, "server").start();
            Transport transport = Session.getInstance(new Properties()).getTransport("smtps");
            MessagingException e = assertThrows(
                    MessagingException.class,
                    () -> transport.connect("localhost", listener.getLocalPort(), null, null));
            if (e.getMessage().contains("(alert handshake_failure)")) {
                // TLS 1.2 of newer JDKs, and OpenSSL: this alert has other meanings, too.
                assertEquals("TLSv1.2", version);
                assertTrue(e.getMessage().contains("or requires a certificate of the client"), e.getMessage());
            } else {
                List<String> lines = e.getMessage().lines().toList();
                assertTrue(
                        lines.get(0).contains("the server requires a certificate of this client (alert "),
                        e.getMessage());
                assertEquals("  key store: none (javax.net.ssl.keyStore is not set)", lines.get(1));
                assertTrue(
                        lines.get(3)
                                .startsWith(
                                        "  fix: set mail.smtps.ssl.cert.file (not set) and mail.smtps.ssl.key.file"),
                        e.getMessage());
            }
            assertTrue(rejected.get(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void isRejected(String version) throws Exception {
        IssuedCertificate client = new TestAuthority(Files.createTempDirectory(folder, "authority"))
                .issue("CN=Lab Client", "dns:client.lab.test");
        Path file = client.writeChain(folder.resolve("client.pem"));
        Path key = client.writeKey(folder.resolve("client.key"));
        Properties properties = new Properties();
        properties.put("mail.smtps.ssl.cert.file", file.toString());
        properties.put("mail.smtps.ssl.key.file", key.toString());
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Boolean> rejected = new FutureTask<>(() -> rejects(listener, version));
            new Thread(rejected, "server").start();
            Transport transport = Session.getInstance(properties).getTransport("smtps");
            MessagingException e = assertThrows(
                    MessagingException.class,
                    () -> transport.connect("localhost", listener.getLocalPort(), null, null));
            List<String> lines = e.getMessage().lines().toList();
            assertTrue(
                    lines.get(0).contains("the server does not accept the certificate of this client (alert "),
                    e.getMessage());
            assertEquals("  client certificate: " + file + " (mail.smtps.ssl.cert.file)", lines.get(1));
            assertTrue(rejected.get(10, TimeUnit.SECONDS));
        }
    }

    /** OpenSSL requires more of a server that requests a certificate before it resumes a session, which some servers miss. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noSessionIsResumedWithAServerThatRequestsOne(String version) throws Exception {
        for (boolean requested : new boolean[] {false, true}) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                FutureTask<Void> served = new FutureTask<>(() -> serve(listener, version, requested), null);
                new Thread(served, "server").start();
                assertFalse(resumes(listener.getLocalPort(), version));
                assertEquals(!requested, resumes(listener.getLocalPort(), version));
                assertEquals(!requested, resumes(listener.getLocalPort(), version));
                served.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean resumes(int port, String version) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtps.ssl.protocols", version);
        try (SmtpTransport transport =
                (SmtpTransport) Session.getInstance(properties).getTransport("smtps")) {
            transport.connect("localhost", port, null, null);
            return transport.connection().current().tls().orElseThrow().resumed();
        }
    }

    /** Three connections without a message. */
    private static void serve(ServerSocket listener, String version, boolean requested) {
        for (int connections = 0; connections < 3; connections++) {
            try (Socket client = listener.accept();
                    SSLSocket secured =
                            (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), false)) {
                secured.setUseClientMode(false);
                secured.setWantClientAuth(requested);
                secured.setEnabledProtocols(new String[] {version});
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(secured.getInputStream(), StandardCharsets.US_ASCII));
                for (String reply : List.of("220 mx", "250 mx", "221 bye")) {
                    secured.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    commands.readLine();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads all that the client sends: closing before that would discard the alert. */
    private static boolean rejects(ServerSocket listener, String version) throws IOException {
        try (Socket client = listener.accept()) {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), false);
            secured.setUseClientMode(false);
            secured.setNeedClientAuth(true);
            secured.setEnabledProtocols(new String[] {version});
            try {
                secured.startHandshake();
                return false;
            } catch (SSLException e) {
                client.shutdownOutput();
                client.getInputStream().readAllBytes();
                return true;
            }
        }
    }
}
