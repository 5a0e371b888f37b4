package dev.parley.junit;

import dev.parley.replay.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/** The certificate of all servers of this JVM: generating one takes about a second. */
final class SharedCertificate {
    private final SSLContext context;
    private final String pem;

    private SharedCertificate(SSLContext context, String pem) {
        this.context = context;
        this.pem = pem;
    }

    static SharedCertificate get() {
        return Holder.CERTIFICATE;
    }

    /** For the servers, and for clients that trust only them. */
    SSLContext context() {
        return context;
    }

    /** The certificate without its key. */
    String pem() {
        return pem;
    }

    private static SharedCertificate generate() {
        try {
            Path folder = Files.createTempDirectory("parley-junit");
            Path store = folder.resolve("localhost.p12");
            try {
                TestCertificate certificate = TestCertificate.make(store, "localhost", "127.0.0.1");
                return new SharedCertificate(certificate.context(), pem(certificate));
            } finally {
                Files.deleteIfExists(store);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the certificate of the server cannot be generated: " + e.getMessage(), e);
        }
    }

    private static String pem(TestCertificate certificate) throws IOException {
        try (InputStream in = Files.newInputStream(certificate.store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, certificate.password().toCharArray());
            byte[] encoded = keys.getCertificate("server").getEncoded();
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
            return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate that keytool has generated cannot be read", e);
        }
    }

    private static final class Holder {
        static final SharedCertificate CERTIFICATE = generate();
    }
}
