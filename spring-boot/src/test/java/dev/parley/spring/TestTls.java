package dev.parley.spring;

import dev.parley.replay.TestCertificate;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The certificate of a server on loopback.
 *
 * @param certificate a PEM file, for the client
 */
record TestTls(Optional<SSLContext> server, Path certificate) {
    static TestTls in(Path folder) throws Exception {
        TestCertificate made = TestCertificate.make(folder.resolve("server.p12"), "localhost", "127.0.0.1");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.store())) {
            store.load(in, made.password().toCharArray());
        }
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(store.getCertificate("server").getEncoded());
        Path pem = Files.writeString(
                folder.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        return new TestTls(Optional.of(made.context()), pem);
    }
}
