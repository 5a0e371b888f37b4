package dev.parley.bench.server;

import dev.parley.replay.TestCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A {@link CountingServer} next door, in a process of its own: the CPU of this one is the client's alone. It ends when
 * this process does, in whatever way: it sees the end of its input.
 */
public final class Sink implements AutoCloseable {
    private static final Offer OFFER = Offer.PIPELINING.withTls();

    private final Process process;
    private final int port;

    private Sink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param folder an empty one: the server makes its certificate there */
    public static Sink start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sink.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        if (said == null) {
            throw new IOException("the server did not start");
        }
        return new Sink(process, Integer.parseInt(said));
    }

    /** The certificate's store, which a client may trust. */
    public static Path store(Path folder) {
        return folder.resolve("server.p12");
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] folder) throws IOException {
        TestCertificate certificate = TestCertificate.make(store(Path.of(folder[0])), "localhost");
        try (CountingServer server = CountingServer.start(OFFER, Duration.ZERO, Optional.of(certificate.context()))) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // Until the end.
            }
        }
    }
}
