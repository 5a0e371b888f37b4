package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.DefaultTrust;
import dev.parley.testing.IssuedCertificate;
import dev.parley.testing.TestAuthority;
import dev.parley.testing.TokenServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The identity of the endpoint is verified, by the trust store of the JVM. */
class TokenTlsTest extends TokenTest {
    @TempDir
    static Path folder;

    private static SSLContext trusted;
    private static String before;

    /** The store is the one that {@code javax.net.ssl.trustStore} names. */
    @BeforeAll
    static void trust() throws IOException {
        before = System.getProperty("javax.net.ssl.trustStore");
        trusted = DefaultTrust.in(folder, "localhost");
    }

    @AfterAll
    static void reset() {
        if (before == null) {
            System.clearProperty("javax.net.ssl.trustStore");
        } else {
            System.setProperty("javax.net.ssl.trustStore", before);
        }
    }

    @Test
    void aTrustedEndpointIsUsed() throws IOException {
        try (TokenServer tls = TokenServer.start(trusted)) {
            set("token.url", tls.url("localhost"));
            assertEquals(get(), tls.accessTokens().get(0));
        }
    }

    @Test
    void anotherNameIsRefused() throws IOException {
        try (TokenServer tls = TokenServer.start(trusted)) {
            set("token.url", tls.url());
            assertRefused(tls, "TLS with 127.0.0.1 failed: ");
        }
    }

    @Test
    void anUnknownIssuerIsRefused() throws Exception {
        try (TokenServer tls = untrusted()) {
            set("token.url", tls.url());
            assertRefused(tls, "unable to find valid certification path");
        }
    }

    /** Applications set a default that accepts any certificate. */
    @Test
    void theDefaultContextOfTheJvmDoesNotDecide() throws Exception {
        SSLContext usual = SSLContext.getDefault();
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
        try (TokenServer tls = untrusted()) {
            SSLContext.setDefault(any);
            set("token.url", tls.url());
            assertRefused(tls, "unable to find valid certification path");
        } finally {
            SSLContext.setDefault(usual);
        }
    }

    @Test
    void thePropertyReplacesTheTrustStore() throws Exception {
        TestAuthority authority = new TestAuthority(Files.createTempDirectory(folder, "authority"));
        Path file = folder.resolve("ca.pem");
        set("ca.file", file.toString());
        try (TokenServer tls = TokenServer.start(
                        authority.issue("CN=Lab", "dns:localhost").server());
                TokenServer usual = TokenServer.start(trusted)) {
            set("token.url", tls.url("localhost"));
            assertTrue(failure()
                    .getMessage()
                    .startsWith("mail.smtp.oauth2.ca.file=" + file + " cannot be used: there is no file"));
            Files.writeString(file, IssuedCertificate.pem(authority.root()));
            get();
            assertEquals(1, tls.requests().size());
            set("token.url", usual.url("localhost"));
            String message = failure().getMessage();
            assertTrue(
                    message.contains("; check mail.smtp.oauth2.token.url and mail.smtp.oauth2.ca.file=" + file),
                    message);
        }
    }

    private static TokenServer untrusted() throws Exception {
        return TokenServer.start(new TestAuthority(Files.createTempDirectory(folder, "authority"))
                .issue("CN=Lab", "ip:127.0.0.1,dns:localhost")
                .server());
    }

    private void assertRefused(TokenServer tls, String why) {
        TokenException e = failure();
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertTrue(e.getMessage().contains("the trust store of the JVM (javax.net.ssl.trustStore)"), e.getMessage());
        assertEquals(0, tls.requests().size());
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
