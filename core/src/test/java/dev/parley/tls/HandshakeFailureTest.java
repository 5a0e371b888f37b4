package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures that a dialog file cannot cause: those of the application's factory, and of other trust stores. */
class HandshakeFailureTest {
    private static final String KEY_STORE = "javax.net.ssl.keyStore";
    private static final String FACTORY = "mail.smtp.ssl.socketFactory";

    private final Properties properties = new Properties();

    @AfterEach
    void restore() {
        System.clearProperty(KEY_STORE);
    }

    @Test
    void theFactoryDoesNotTrustTheIssuer() throws Exception {
        CertificateException unknown = new CertificateException(
                "PKIX path building failed", new CertPathBuilderException("unable to find valid certification path"));
        assertReason(FACTORY + " does not trust the issuer of the server's certificate", FACTORY, refused(unknown));
    }

    @Test
    void theFactoryFindsWrongDates() throws Exception {
        CertificateException expired = new CertificateException(
                "PKIX path validation failed",
                new CertPathValidatorException("validity", new CertificateExpiredException("NotAfter: long ago")));
        assertReason(
                "the server's certificate has expired (PKIX path validation failed: NotAfter: long ago)",
                FACTORY,
                refused(expired));
        assertReason(
                "the server's certificate is not valid yet (NotBefore: later)",
                FACTORY,
                refused(new CertificateNotYetValidException("NotBefore: later")));
    }

    @Test
    void theCertificateIsWeak() throws Exception {
        CertificateException weak = new CertificateException(
                "PKIX path validation failed",
                new CertPathValidatorException("RSA 512", null, null, -1, BasicReason.ALGORITHM_CONSTRAINED));
        String reason =
                "the server's certificate uses an algorithm that this JDK disables: PKIX path validation failed: RSA 512";
        assertReason(reason, FACTORY, refused(weak));
        X509Certificate root = anchors()[0];
        assertEquals(
                List.of(new TlsProblem(TlsProblem.Cause.WEAK_ALGORITHM, reason)),
                CertificateProblems.of(new X509Certificate[] {root}, anchors(), null, true, weak));
    }

    @Test
    void theCertificateHasAnotherPurpose() throws Exception {
        CertificateException purpose = new CertificateException("Extended key usage does not permit use");
        X509Certificate root = anchors()[0];
        assertEquals(
                "the server's certificate is not accepted: Extended key usage does not permit use",
                TlsProblem.sentence(
                        CertificateProblems.of(new X509Certificate[] {root}, anchors(), null, false, purpose)));
        assertReason(
                "the server's certificate is not accepted: Extended key usage does not permit use (by " + FACTORY + ")",
                FACTORY,
                refused(purpose));
    }

    @Test
    void theTrustStoreIsEmpty() throws Exception {
        X509Certificate[] chain = {anchors()[0]};
        assertEquals(
                "the trust store contains no certificate",
                TlsProblem.sentence(CertificateProblems.of(
                        chain, new X509Certificate[0], null, false, new CertificateException("no anchors"))));
    }

    @Test
    void theServerRejectsTheCertificateOfTheClient() throws Exception {
        System.setProperty(KEY_STORE, "client.p12");
        SSLException alert = new SSLHandshakeException("Received fatal alert: unknown_ca");
        String reason = "the server does not accept the certificate of this client (alert unknown_ca)";
        assertEquals(
                List.of("key store: client.p12"),
                assertReason(reason, "", alert).facts());
        assertEquals(reason, failure("").afterHandshake(alert).getMessage());
    }

    /** The application's factory has keys of its own. */
    @Test
    void theKeyStoreOfTheJvmIsNotThatOfAFactory() throws Exception {
        SSLException alert = new SSLHandshakeException("Received fatal alert: certificate_required");
        assertEquals(List.of(), failure(FACTORY).afterHandshake(alert).facts());
        assertEquals(
                List.of("key store: none (javax.net.ssl.keyStore is not set)"),
                failure("").afterHandshake(alert).facts());
    }

    @Test
    void otherFailuresAfterTheHandshakeStay() throws Exception {
        SSLException other = new SSLException("Received fatal alert: internal_error");
        assertNull(failure("").afterHandshake(other));
        TlsUpgrade upgrade = new TlsUpgrade(settings(), "mx.lab.test", true);
        assertEquals(other, upgrade.explained(other));
        IOException closed = new SocketException("Connection reset");
        assertEquals(closed, upgrade.explained(closed));
    }

    @Test
    void theConnectionIsReset() throws Exception {
        assertReason(
                "the server closed the connection during the TLS handshake",
                "",
                new SocketException("Connection reset"));
    }

    @Test
    void theServerUsesAnOldVersion() throws Exception {
        properties.put("mail.smtps.ssl.protocols", "TLSv1");
        String message = "The server selected protocol version TLS10 is not accepted by client preferences [TLS12]";
        TlsException failure = assertReason(
                "the server uses a TLS version or an algorithm that is disabled here: " + message,
                "",
                new SSLHandshakeException(message));
        assertTrue(
                failure.facts().get(0).startsWith("this client allows TLSv1.3, TLSv1.2; "), failure.facts()::toString);
        assertEquals(
                "mail.smtps.ssl.protocols=TLSv1 does not apply to this connection, which reads mail.smtp.ssl.protocols"
                        + " (not set)",
                failure.facts().get(1));
    }

    @Test
    void theOldestVersionIsSetForAnotherProtocol() throws Exception {
        properties.put("mail.smtps.ssl.minprotocol", "TLSv1.3");
        TlsException failure = assertReason(
                "no TLS version or no cipher suite of this client is enabled",
                "",
                new SSLHandshakeException("No appropriate protocol"));
        assertEquals(
                "mail.smtps.ssl.minprotocol=TLSv1.3 does not apply to this connection, which reads"
                        + " mail.smtp.ssl.minprotocol (not set)",
                failure.facts().get(failure.facts().size() - 1));
    }

    /** A name in the certificate cannot add lines to a message. */
    @Test
    void theTextsOfTheServerAreEscaped() throws Exception {
        CertificateException hostile = new CertificateException("\u001b[2J\nmeaning: all is well");
        assertReason(
                "the server's certificate is not accepted: \\x1b[2J\\x0ameaning: all is well (by " + FACTORY + ")",
                FACTORY,
                refused(hostile));
    }

    private static IOException refused(CertificateException refusal) {
        return (IOException) new SSLHandshakeException(refusal.getMessage()).initCause(refusal);
    }

    private TlsException assertReason(String reason, String delegate, IOException failure) throws IOException {
        try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket()) {
            TlsException explained = failure(delegate).of(failure, socket, Duration.ZERO);
            assertEquals("TLS with mx.lab.test failed: " + reason, explained.getMessage());
            assertEquals(List.of(explained.getMessage()), explained.reasons());
            return explained;
        }
    }

    private HandshakeFailure failure(String delegate) {
        return new HandshakeFailure(settings(), "mx.lab.test", delegate);
    }

    private TlsSettings settings() {
        return TlsSettings.from(new MailProperties("smtp", properties));
    }

    /** The certificates of the JDK's trust store; the first one does not expire soon. */
    private static X509Certificate[] anchors() throws Exception {
        X509Certificate[] anchors = JdkStores.trustManager().getAcceptedIssuers();
        Arrays.sort(anchors, Comparator.comparing(X509Certificate::getNotAfter).reversed());
        return anchors;
    }
}
