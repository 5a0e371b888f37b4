package dev.parley.testing;

import dev.parley.replay.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** A certificate that every client of this JVM trusts, where no property says otherwise. */
public final class DefaultTrust {
    private DefaultTrust() {}

    /**
     * @param names DNS names and IPv4 addresses it is valid for
     * @return for the servers that show it
     */
    public static SSLContext in(Path folder, String... names) throws IOException {
        TestCertificate certificate = TestCertificate.make(folder.resolve("server.p12"), names);
        System.setProperty("javax.net.ssl.trustStore", certificate.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", certificate.password());
        return certificate.context();
    }
}
