package dev.parley.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated certificate for loopback, in a temporary folder. */
record MadeCertificate(TestCertificate certificate) implements AutoCloseable {
    static MadeCertificate make() throws IOException {
        Path folder = Files.createTempDirectory("parley-replay");
        return new MadeCertificate(TestCertificate.make(folder.resolve("server.p12"), "localhost", "127.0.0.1"));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(certificate.store());
            Files.deleteIfExists(certificate.store().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
