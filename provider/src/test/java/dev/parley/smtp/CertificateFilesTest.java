package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.DefaultTrust;
import dev.parley.testing.IssuedCertificate;
import dev.parley.testing.TestAuthority;
import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.Verification;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trusted roots, client certificates and pins that properties name. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CertificateFilesTest {
    private static final String GREETING = "S: 220 mx\nC: EHLO client.example\nS: 250 mx\n";
    private static final String ACCEPTED = "S! tls\n" + GREETING + "C: QUIT\nS: 221 bye\n";
    private static final String REFUSED = "S! tls-refused\n";
    private static final String HERE = "dns:localhost";
    private static final String OTHER_PIN = "sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=";

    @TempDir
    static Path folder;

    private static SSLContext trustedByJvm;
    private static X509Certificate root;
    private static X509Certificate otherRoot;
    private static TestAuthority authority;
    private static IssuedCertificate server;
    private static IssuedCertificate client;
    private static IssuedCertificate otherClient;
    private static Path rootFile;
    private static Path otherRootFile;
    private static Path clientFile;
    private static Path keyFile;

    private final Properties properties = new Properties();

    @BeforeAll
    static void issue() throws Exception {
        trustedByJvm = DefaultTrust.in(folder, "localhost");
        authority = new TestAuthority(Files.createDirectory(folder.resolve("authority")));
        TestAuthority other = new TestAuthority(Files.createDirectory(folder.resolve("other")));
        root = authority.root();
        otherRoot = other.root();
        server = authority.issue("CN=Lab Server", HERE);
        client = authority.issue("CN=Lab Client", "dns:client.lab.test");
        otherClient = other.issue("CN=Other Client", "dns:client.lab.test");
        rootFile = Files.writeString(folder.resolve("root.pem"), IssuedCertificate.pem(root));
        otherRootFile = Files.writeString(folder.resolve("other-root.pem"), IssuedCertificate.pem(otherRoot));
        clientFile = client.writeChain(folder.resolve("client.pem"));
        keyFile = client.writeKey(folder.resolve("client.key"));
    }

    @BeforeEach
    void implicitTls() {
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.ssl.enable", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%2$s, %1$s"})
    void theRootOfAFileIsTrusted(String files) throws Exception {
        assertRefused(server.server(), "the trust store does not contain the root CN=Lab Root");
        properties.put("mail.smtp.ssl.ca.file", files.formatted(rootFile, otherRootFile));
        assertEquals(new Verification.Verified(), connect(server.server()).verification());
    }

    @Test
    void theRootsOfTheJvmAreNotTrusted() throws Exception {
        connect(trustedByJvm);
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        String message = assertRefused(trustedByJvm, "the server's certificate is self-signed");
        assertTrue(message.contains("\n  trust store: " + rootFile + " (mail.smtp.ssl.ca.file)\n"), message);
    }

    @Test
    void theNameIsCheckedToo() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        assertRefused(client.server(), "the server's certificate names client.lab.test, not localhost");
    }

    /** A login begins STARTTLS by itself, and then puts up with any certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"mail.smtp.ssl.ca.file", "mail.smtp.ssl.pin"})
    void optionalStartTlsIsVerified(String property) throws Exception {
        String startTls = "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";
        properties.remove("mail.smtp.ssl.enable");
        properties.put(property, property.endsWith("pin") ? OTHER_PIN : otherRootFile.toString());
        DialogScript script = DialogScript.parse("optional", startTls + REFUSED);
        try (ScriptedServer started = ScriptedServer.start(script, Optional.of(server.server()))) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(started, "secret"));
            assertTrue(e.getMessage().contains("TLS with localhost failed: the trust store"), e.getMessage());
            assertEquals(script.conversation(), started.transcript());
        }
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        Path changing = Files.copy(rootFile, folder.resolve("changing.pem"), StandardCopyOption.REPLACE_EXISTING);
        properties.put("mail.smtp.ssl.ca.file", changing.toString());
        String dialog = ACCEPTED + "S! accept\n" + ACCEPTED + "S! accept\n" + REFUSED + "S! accept\n" + ACCEPTED;
        try (ScriptedServer started =
                ScriptedServer.start(DialogScript.parse("changing", dialog), Optional.of(server.server()))) {
            assertFalse(connect(started, null).resumed());
            assertTrue(connect(started, null).resumed());
            Files.writeString(changing, "The other root:\n" + Files.readString(otherRootFile));
            assertThrows(MessagingException.class, () -> connect(started, null));
            Files.writeString(changing, "This root again:\n\n" + Files.readString(rootFile));
            assertFalse(connect(started, null).resumed());
        }
    }

    /** An idle connection with the trust of an older file ends; the same file again does not bring it back. */
    @ParameterizedTest
    @ValueSource(strings = {"ca.file", "cert.file", "key.file"})
    void anIdleConnectionIsNotUsedAfterAChange(String property) throws Exception {
        Path changing = folder.resolve("pooled.pem");
        Path file = property.equals("ca.file") ? rootFile : property.equals("cert.file") ? clientFile : keyFile;
        Files.copy(file, changing, StandardCopyOption.REPLACE_EXISTING);
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", clientFile.toString());
        properties.put("mail.smtp.ssl.key.file", keyFile.toString());
        properties.put("mail.smtp.ssl." + property, changing.toString());
        properties.put("mail.smtp.pool.size", "1");
        Session session = Session.getInstance(properties);
        String dialog = ACCEPTED + "S! accept\n" + ACCEPTED;
        DialogScript script = DialogScript.parse("pooled", dialog);
        try (ScriptedServer started = ScriptedServer.start(script, Optional.of(server.server()))) {
            connectAndClose(session, started);
            connectAndClose(session, started);
            Files.writeString(changing, "changed:\n" + Files.readString(file));
            connectAndClose(session, started);
            Parley.close(session);
            assertEquals(script.conversation(), started.transcript());
        }
    }

    /** A file changes between the handshake and the end of the login: the connection has the trust of the handshake. */
    @Test
    void anIdleConnectionHasTheTrustOfItsHandshake() throws Exception {
        Path changing = Files.copy(rootFile, folder.resolve("during.pem"), StandardCopyOption.REPLACE_EXISTING);
        properties.put("mail.smtp.ssl.ca.file", changing.toString());
        properties.put("mail.smtp.pool.size", "1");
        AtomicBoolean changed = new AtomicBoolean();
        properties.put("mail.smtp.trace.sink", (TraceSink) event -> {
            if (event instanceof TraceEvent.Offered && !changed.getAndSet(true)) {
                try {
                    Files.writeString(changing, "changed:\n" + Files.readString(rootFile));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        Session session = Session.getInstance(properties);
        DialogScript script = DialogScript.parse("pooled", ACCEPTED + "S! accept\n" + ACCEPTED);
        try (ScriptedServer started = ScriptedServer.start(script, Optional.of(server.server()))) {
            connectAndClose(session, started);
            connectAndClose(session, started);
            Parley.close(session);
            assertEquals(script.conversation(), started.transcript());
        }
    }

    private static void connectAndClose(Session session, ScriptedServer started) throws MessagingException {
        try (Transport transport = session.getTransport("parley")) {
            transport.connect("localhost", started.port(), null, null);
        }
    }

    /** The certificate of a server is trusted itself, also after its end, and no certificate that its key has signed. */
    @Test
    void theCertificateOfAServerIsNoAuthority() throws Exception {
        IssuedCertificate signed = authority.issueByServer(HERE);
        IssuedCertificate signer =
                new IssuedCertificate(signed.key(), List.of(signed.chain().get(1)));
        properties.put(
                "mail.smtp.ssl.ca.file",
                signer.writeChain(folder.resolve("signer.pem")).toString());
        assertRefused(signed.server(), "the server's certificate is not accepted: ");
    }

    @Test
    void theCertificateOfAServerIsTrustedAfterItsEnd() throws Exception {
        IssuedCertificate expired = authority.issue("CN=Lab Server", HERE, "-startdate", "-60d", "-validity", "30");
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        assertRefused(expired.server(), "the server's certificate expired on ");
        Path file = new IssuedCertificate(expired.key(), expired.chain().subList(0, 1))
                .writeChain(folder.resolve("expired.pem"));
        properties.put("mail.smtp.ssl.ca.file", file.toString());
        properties.put("mail.smtp.ssl.pin", pin(expired.chain().get(0)));
        connect(expired.server());
    }

    @Test
    void anUnusableFileIsAnError() throws Exception {
        Path missing = folder.resolve("missing.pem");
        properties.put("mail.smtp.ssl.ca.file", rootFile + "," + missing);
        assertRefused(server.server(), "mail.smtp.ssl.ca.file=" + missing + " cannot be used: there is no file");
        properties.put("mail.smtp.ssl.ca.file", keyFile.toString());
        assertRefused(
                server.server(),
                "mail.smtp.ssl.ca.file=" + keyFile + " cannot be used: it contains no certificate, only PRIVATE KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theClientHasACertificate(String version) throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", clientFile.toString());
        properties.put("mail.smtp.ssl.key.file", keyFile.toString());
        assertEquals(version, connect(server.serverFor(root, version)).protocol());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "Ed25519"})
    void theKeyHasAnyAlgorithm(String algorithm) throws Exception {
        IssuedCertificate other = authority.issue("CN=Lab Client", "dns:client.lab.test", "-keyalg", algorithm);
        Path certificate = other.writeChain(folder.resolve("other.pem"));
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", certificate.toString());
        properties.put(
                "mail.smtp.ssl.key.file",
                other.writeKey(folder.resolve("other.key")).toString());
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertEquals(version, connect(server.serverFor(root, version)).protocol());
        }
    }

    /** No session is resumed: it would show the old certificate. */
    @Test
    void aChangedKeyIsShownToTheServer() throws Exception {
        Path certificate = client.writeChain(folder.resolve("renewed.pem"));
        Path key = client.writeKey(folder.resolve("renewed.key"));
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", certificate.toString());
        properties.put("mail.smtp.ssl.key.file", key.toString());
        String dialog = ACCEPTED + "S! accept\n" + ACCEPTED + "S! accept\n" + ACCEPTED;
        SSLContext requiring = server.serverFor(root, "TLSv1.3");
        try (ScriptedServer started =
                ScriptedServer.start(DialogScript.parse("renewed", dialog), Optional.of(requiring))) {
            assertFalse(connect(started, null).resumed());
            assertFalse(connect(started, null).resumed());
            IssuedCertificate renewed = authority.issue("CN=Lab Client", "dns:renewed.lab.test");
            renewed.writeChain(certificate);
            renewed.writeKey(key);
            assertFalse(connect(started, null).resumed());
        }
    }

    @Test
    void oneFileHasTheCertificateAndTheKey() throws Exception {
        Path both =
                Files.writeString(folder.resolve("both.pem"), Files.readString(keyFile) + Files.readString(clientFile));
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", both.toString());
        connect(server.serverFor(root, "TLSv1.3"));
        properties.put("mail.smtp.ssl.cert.file", clientFile.toString());
        assertRefused(
                server.serverFor(root, "TLSv1.3"),
                "mail.smtp.ssl.cert.file=" + clientFile
                        + " cannot be used: it contains no private key, only CERTIFICATE,"
                        + " CERTIFICATE. mail.smtp.ssl.key.file must name the file with the key");
    }

    @Test
    void theKeyBelongsToTheCertificate() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", clientFile.toString());
        Path other = otherClient.writeKey(folder.resolve("other.key"));
        properties.put("mail.smtp.ssl.key.file", other.toString());
        assertRefused(
                server.serverFor(root, "TLSv1.3"),
                "mail.smtp.ssl.key.file=" + other
                        + " cannot be used: the private key does not belong to the certificate"
                        + " CN=Lab Client in mail.smtp.ssl.cert.file=" + clientFile);
        List<X509Certificate> reversed =
                List.of(client.chain().get(1), client.chain().get(0));
        Path file = new IssuedCertificate(client.key(), reversed).writeChain(folder.resolve("reversed.pem"));
        properties.put("mail.smtp.ssl.cert.file", file.toString());
        properties.put("mail.smtp.ssl.key.file", keyFile.toString());
        assertRefused(
                server.serverFor(root, "TLSv1.3"),
                "mail.smtp.ssl.cert.file=" + file + " cannot be used: the key belongs to certificate 2 of 2 in it: the"
                        + " client's own certificate must be the first");
    }

    @Test
    void oneCertificateOfTheChainIsPinned() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        List<String> pins = List.of(
                pin(server.chain().get(0)),
                "sha256/" + pin(root),
                OTHER_PIN + "," + pin(server.chain().get(0)));
        for (String pin : pins) {
            properties.put("mail.smtp.ssl.pin", pin);
            assertEquals(new Verification.Verified(), connect(server.server()).verification());
        }
    }

    @Test
    void noCertificateOfTheChainIsPinned() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.pin", OTHER_PIN);
        String message = assertRefused(server.server(), "no certificate of the verified chain has a pinned key");
        assertTrue(
                message.contains("\n  pin of certificate 1: sha256/"
                        + pin(server.chain().get(0)) + "\n  pin of certificate 2: sha256/" + pin(root)
                        + "\n  mail.smtp.ssl.pin=" + OTHER_PIN + "\n"),
                message);
    }

    /** A man in the middle can send the pinned certificate, too. */
    @Test
    void aCertificateOutsideOfTheChainDoesNotCount() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.pin", pin(otherRoot));
        List<X509Certificate> more = new ArrayList<>(server.chain());
        more.add(otherRoot);
        assertRefused(
                new IssuedCertificate(server.key(), more).server(),
                "no certificate of the verified chain has a pinned key");
    }

    @Test
    void aPinDoesNotReplaceTheCheck() throws Exception {
        properties.put("mail.smtp.ssl.pin", pin(server.chain().get(0)));
        assertRefused(server.server(), "the trust store does not contain the root CN=Lab Root");
    }

    /** The self-signed certificate of the server is its own root. */
    @Test
    void aSelfSignedCertificateIsPinned() throws Exception {
        IssuedCertificate self =
                new IssuedCertificate(server.key(), List.of(server.chain().get(0)));
        properties.put(
                "mail.smtp.ssl.ca.file",
                self.writeChain(folder.resolve("self.pem")).toString());
        properties.put("mail.smtp.ssl.pin", pin(server.chain().get(0)));
        connect(self.server());
        properties.put("mail.smtp.ssl.pin", pin(root));
        assertRefused(server.server(), "has a pinned key");
    }

    @Test
    void oldVersionsAreNotUsed() throws Exception {
        properties.put("mail.smtp.ssl.ca.file", rootFile.toString());
        properties.put("mail.smtp.ssl.cert.file", clientFile.toString());
        properties.put("mail.smtp.ssl.key.file", keyFile.toString());
        properties.put("mail.smtp.ssl.minprotocol", "TLSv1.2");
        assertEquals("TLSv1.3", connect(server.server()).protocol());
        assertEquals("TLSv1.2", connect(server.serverFor(root, "TLSv1.2")).protocol());
        properties.put("mail.smtp.ssl.minprotocol", "TLSv1.3");
        String message = assertRefused(
                server.serverFor(root, "TLSv1.2"),
                "the server accepts no TLS version or no cipher suite of this client");
        assertTrue(message.contains("\n  this client allows TLSv1.3; "), message);
        assertTrue(message.contains(", mail.smtp.ssl.minprotocol=TLSv1.3\n"), message);
    }

    private static String pin(X509Certificate certificate) throws Exception {
        byte[] key = certificate.getPublicKey().getEncoded();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    }

    private TlsReport connect(SSLContext tls) throws Exception {
        try (ScriptedServer started =
                ScriptedServer.start(DialogScript.parse("accepted", ACCEPTED), Optional.of(tls))) {
            return connect(started, null);
        }
    }

    /** @return the message of the exception */
    private String assertRefused(SSLContext tls, String reason) throws IOException {
        try (ScriptedServer started = ScriptedServer.start(DialogScript.parse("refused", REFUSED), Optional.of(tls))) {
            MessagingException e = assertThrows(MessagingException.class, () -> connect(started, null));
            assertTrue(e.getMessage().contains(reason), e.getMessage());
            return e.getMessage();
        }
    }

    private TlsReport connect(ScriptedServer started, String password) throws MessagingException {
        try (SmtpTransport transport =
                (SmtpTransport) Session.getInstance(properties).getTransport("parley")) {
            transport.connect("localhost", started.port(), password == null ? null : "joe", password);
            return transport.connection().current().tls().orElseThrow();
        }
    }
}
