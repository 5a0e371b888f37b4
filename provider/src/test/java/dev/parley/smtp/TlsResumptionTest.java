package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.IssuedCertificate;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS sessions go on across connections, and only with whom the same was proven. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsResumptionTest {
    private static final String IMPLICIT =
            "S! tls\nS: 220 mx\nC: EHLO client.example\nS: 250 mx\nC: QUIT\nS: 221 bye\n";
    private static final String STARTTLS =
            "S: 220 mx\nC: EHLO client.example\nS: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";
    private static final String SECURED = STARTTLS + "S! tls\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\n";
    private static final String LENIENT = SECURED + "C: AUTH PLAIN [redacted]\nS: 235 ok\nC: QUIT\nS: 221 bye\n";
    private static final String REFUSED = STARTTLS + "S! tls-refused\n";
    private static final String OTHER_PIN = "sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=";
    private static final List<String> STORE = List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");

    @TempDir
    static Path folder;

    private static TestCertificate named;
    private static TestCertificate misnamed;

    private final Properties properties = new Properties();
    private final AtomicInteger signatures = new AtomicInteger();
    private final List<String> before = new ArrayList<>();
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    @BeforeAll
    static void make() throws IOException {
        named = TestCertificate.make(folder.resolve("named.p12"), "localhost");
        misnamed = TestCertificate.make(folder.resolve("misnamed.p12"), "elsewhere.example");
    }

    @BeforeEach
    void remember() {
        STORE.forEach(name -> before.add(System.getProperty(name)));
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.trace", "text");
    }

    @AfterEach
    void restore() {
        for (int i = 0; i < STORE.size(); i++) {
            if (before.get(i) == null) {
                System.clearProperty(STORE.get(i));
            } else {
                System.setProperty(STORE.get(i), before.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatWasProvenOnceIsNotProvenAgain(String version) throws Exception {
        trust(named.store());
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.protocols", version);
        try (ScriptedServer server = server(named, IMPLICIT, IMPLICIT, IMPLICIT)) {
            for (int connects = 0; connects < 3; connects++) {
                TlsReport report = connect(server, null);
                assertEquals(connects > 0, !signed());
                assertEquals(connects > 0, report.resumed());
                assertEquals(new Verification.Verified(), report.verification());
                assertEquals("CN=localhost", report.subject());
                assertEquals(version, report.protocol());
            }
        }
        List<String> facts = trace.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("TLS: "))
                .map(line -> line.replaceFirst(".*TLS: [^ ]+ [^ ]+ \\(.*", "full")
                        .replaceFirst(".*, resumed \\(.*", "resumed"))
                .toList();
        assertEquals(List.of("full", "resumed", "resumed"), facts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void alsoWhereNothingIsProven(String version) throws Exception {
        properties.put("mail.smtp.ssl.trust", "*");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.protocols", version);
        try (ScriptedServer server = server(misnamed, SECURED + "C: QUIT\nS: 221 bye\n", LENIENT)) {
            assertFalse(connect(server, null).resumed());
            assertTrue(signed());
            TlsReport report = connect(server, "secret");
            assertTrue(report.resumed());
            assertFalse(report.verification().identityProven());
            assertEquals("CN=elsewhere.example", report.subject());
            assertFalse(signed());
        }
    }

    /** A man in the middle who was put up with, where no TLS would have been worse, is not let in later. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCouldNotBeProvenStaysUnproven(String version) throws Exception {
        trust(misnamed.store());
        properties.put("mail.smtp.ssl.protocols", version);
        try (ScriptedServer server = server(misnamed, LENIENT, LENIENT, REFUSED)) {
            TlsReport first = connect(server, "secret");
            assertTrue(signed());
            TlsReport second = connect(server, "secret");
            assertTrue(first.verification() instanceof Verification.Failed, first.toString());
            assertTrue(second.resumed());
            assertEquals(first.verification(), second.verification());
            assertFalse(signed());
            properties.put("mail.smtp.starttls.enable", "true");
            assertRefused(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoTrustsAnybodyProvesNothingToOthers(String version) throws Exception {
        trust(misnamed.store());
        properties.put("mail.smtp.ssl.protocols", version);
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.ssl.trust", "*");
        try (ScriptedServer server = server(misnamed, LENIENT, REFUSED)) {
            connect(server, "secret");
            properties.remove("mail.smtp.ssl.trust");
            assertRefused(server);
        }
    }

    /** The same server, each time asked for something else: no session of one is any of another's. */
    @Test
    void anotherDecisionIsAnotherHandshake() throws Exception {
        trust(named.store());
        properties.put("mail.smtp.starttls.enable", "true");
        IssuedCertificate own = issued(named);
        List<String> files = files(own);
        byte[] key = own.chain().get(0).getPublicKey().getEncoded();
        String pin = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        List<List<String>> decisions = List.of(
                List.of("mail.smtp.ssl.checkserveridentity", "false"),
                List.of("mail.smtp.ssl.checkserveridentity", "true"),
                List.of("mail.smtp.ssl.trust", "localhost"),
                List.of("mail.smtp.ssl.trust", "localhost more.example"),
                List.of("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2"),
                List.of("mail.smtp.ssl.ciphersuites", "TLS_AES_256_GCM_SHA384"),
                List.of("mail.smtp.ssl.minprotocol", "TLSv1.2"),
                List.of("mail.smtp.ssl.minprotocol", "TLSv1.3"),
                List.of("mail.smtp.ssl.ca.file", files.get(0)),
                List.of("mail.smtp.ssl.ca.file", files.get(1)),
                List.of("mail.smtp.ssl.cert.file", files.get(0)),
                List.of("mail.smtp.ssl.cert.file", files.get(1)),
                List.of("mail.smtp.ssl.pin", pin),
                List.of("mail.smtp.ssl.pin", pin + " " + OTHER_PIN));
        try (ScriptedServer server =
                server(named, Collections.nCopies(decisions.size(), LENIENT).toArray(String[]::new))) {
            for (List<String> decision : decisions) {
                properties.put(decision.get(0), decision.get(1));
                assertFalse(connect(server, "secret").resumed(), decision.toString());
                assertTrue(signed(), decision.toString());
                properties.remove(decision.get(0));
            }
        }
    }

    /** Two equal files with the certificate and the key of the server. */
    private static List<String> files(IssuedCertificate both) throws Exception {
        List<String> files = new ArrayList<>();
        for (String name : List.of("one.pem", "two.pem")) {
            Path file = both.writeChain(folder.resolve(name));
            Path key = both.writeKey(folder.resolve("key.pem"));
            files.add(Files.writeString(file, Files.readString(key), StandardOpenOption.APPEND)
                    .toString());
        }
        return files;
    }

    private static IssuedCertificate issued(TestCertificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        char[] password = certificate.password().toCharArray();
        try (InputStream in = Files.newInputStream(certificate.store())) {
            keys.load(in, password);
        }
        X509Certificate own = (X509Certificate) keys.getCertificate("server");
        return new IssuedCertificate((PrivateKey) keys.getKey("server", password), List.of(own));
    }

    /** With JSSE's own cache of the application's context: who asks for the name gets it checked. */
    @Test
    void theNameIsCheckedAlsoWhereTheApplicationsFactoryCouldResume() throws Exception {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.ssl.socketFactory", misnamed.context().getSocketFactory());
        properties.put("mail.smtp.ssl.checkserveridentity", "false");
        try (ScriptedServer server = server(misnamed, LENIENT, LENIENT, REFUSED)) {
            connect(server, "secret");
            assertTrue(connect(server, "secret").resumed());
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            assertThrows(MessagingException.class, () -> connect(server, "secret"));
        }
    }

    @Test
    void nothingOfTheApplicationsFactoryIsKept() throws Exception {
        properties.put("mail.smtp.starttls.enable", "true");
        SSLSocketFactory fresh = new WrappedSockets(host -> named.context().getSocketFactory());
        properties.put("mail.smtp.ssl.socketFactory", fresh);
        try (ScriptedServer server = server(named, LENIENT, LENIENT)) {
            for (int connects = 0; connects < 2; connects++) {
                assertFalse(connect(server, "secret").resumed());
                assertTrue(signed());
            }
        }
    }

    @Test
    void aTrustStoreThatWasWrittenAnewDecidesAnew() throws Exception {
        Path store = folder.resolve("changing.p12");
        Files.copy(named.store(), store);
        trust(store);
        properties.put("mail.smtp.starttls.enable", "true");
        try (ScriptedServer server = server(named, LENIENT, REFUSED)) {
            connect(server, "secret");
            Files.copy(misnamed.store(), store, StandardCopyOption.REPLACE_EXISTING);
            assertRefused(server);
        }
    }

    @Test
    void anotherTrustStoreDecidesAnew() throws Exception {
        trust(named.store());
        properties.put("mail.smtp.starttls.enable", "true");
        try (ScriptedServer server = server(named, LENIENT, REFUSED, LENIENT)) {
            connect(server, "secret");
            trust(misnamed.store());
            assertRefused(server);
            trust(named.store());
            assertTrue(connect(server, "secret").resumed());
        }
    }

    private void assertRefused(ScriptedServer server) {
        MessagingException e = assertThrows(MessagingException.class, () -> connect(server, "secret"));
        assertTrue(e.getMessage().contains("TLS with localhost failed: "), e.getMessage());
    }

    private TlsReport connect(ScriptedServer server, String password) throws MessagingException {
        Session session = Session.getInstance(properties);
        session.setDebugOut(new PrintStream(trace, true, StandardCharsets.UTF_8));
        try (SmtpTransport transport = (SmtpTransport) session.getTransport("parley")) {
            transport.connect("localhost", server.port(), password == null ? null : "u", password);
            return transport.connection().current().tls().orElseThrow();
        }
    }

    /** Whether the server has signed, which it does in a full handshake only, since this was asked last. */
    private boolean signed() {
        return signatures.getAndSet(0) > 0;
    }

    private static void trust(Path store) {
        System.setProperty(STORE.get(0), store.toString());
        System.setProperty(STORE.get(1), named.password());
    }

    private ScriptedServer server(TestCertificate certificate, String... connections) throws Exception {
        DialogScript script = DialogScript.parse("resumption", String.join("S! accept\n", connections));
        return ScriptedServer.start(script, Optional.of(counting(certificate)));
    }

    private SSLContext counting(TestCertificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        char[] password = certificate.password().toCharArray();
        try (InputStream in = Files.newInputStream(certificate.store())) {
            keys.load(in, password);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password);
        SSLContext context = withoutTickets();
        KeyManager own = new Counting((X509ExtendedKeyManager) factory.getKeyManagers()[0]);
        context.init(new KeyManager[] {own}, null, null);
        return context;
    }

    /** A server that keeps no session opens its tickets with the key's help: it would be counted. */
    private static SSLContext withoutTickets() throws GeneralSecurityException {
        String stateless = "jdk.tls.server.enableSessionTicketExtension";
        System.setProperty(stateless, "false");
        try {
            return SSLContext.getInstance("TLS");
        } finally {
            System.clearProperty(stateless);
        }
    }

    private final class Counting extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Counting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            signatures.incrementAndGet();
            return keys.getPrivateKey(alias);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }
    }
}
