package dev.parley.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Replays a recorded dialog as a server on loopback, for tests. The file is a trace written by
 * {@code mail.<protocol>.trace=json} ({@code .jsonl}), or a dialog file ({@link DialogScript}; {@code .txt}).
 *
 * <p>The server sends the recorded replies as long as the client sends the recorded commands. In a trace, secrets are
 * redacted and contents are omitted. The server therefore accepts any secret and any message, and sends a comment of the
 * same size in place of a recorded script.
 *
 * <pre>{@code
 * try (DialogServer server = DialogServer.replay(Path.of("issue-42.jsonl"))) {
 *     ... // send a message to localhost, server.port()
 *     assertEquals(List.of(), server.mismatches());
 * }
 * }</pre>
 *
 * <p>Several dialogs in a file are several connections, in the order in which they began. They may overlap.
 */
public final class DialogServer implements AutoCloseable {
    private final ScriptedServer server;
    private final Optional<TestCertificate> generated;

    private DialogServer(ScriptedServer server, Optional<TestCertificate> generated) {
        this.server = server;
        this.generated = generated;
    }

    /** Starts a server without waits and faults. */
    public static DialogServer replay(Path file) throws IOException {
        return replay(file, ReplayOptions.DEFAULT);
    }

    /**
     * Starts a server.
     *
     * @throws IllegalArgumentException if the file is neither a trace nor a dialog file, naming the line, or if it contains
     *     no connection
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws IOException if the port cannot be opened, or no certificate can be generated
     */
    public static DialogServer replay(Path file, ReplayOptions options) throws IOException {
        DialogScript script = options.apply(script(file, options));
        if (script.connections().isEmpty()) {
            throw new IllegalArgumentException(
                    file + " contains no dialog that can be replayed: record one" + " with mail.<protocol>.trace=json");
        }
        Optional<TestCertificate> generated = options.tls().isEmpty() && script.usesTls()
                ? Optional.of(TestCertificate.temporary())
                : Optional.empty();
        Optional<SSLContext> tls = options.tls().or(() -> generated.map(TestCertificate::context));
        try {
            return new DialogServer(ScriptedServer.start(script, tls, options.port()), generated);
        } catch (IOException e) {
            generated.ifPresent(TestCertificate::delete);
            throw e;
        }
    }

    private static Duration positive(Duration limit) {
        if (limit.toMillis() <= 0) {
            throw new IllegalArgumentException("the limit is " + limit + ": use at least one millisecond");
        }
        return limit;
    }

    private static DialogScript script(Path file, ReplayOptions options) {
        if (file.toString().endsWith(".txt")) {
            return DialogScript.read(file);
        }
        return DialogScript.of(
                file.getFileName().toString(), TraceReader.read(file), options.pace(), options.tlsElided());
    }

    /** The port on loopback. */
    public int port() {
        return server.port();
    }

    /**
     * The certificate that was generated for this server. The client trusts it through a trust store, or through the socket
     * factory of its context as {@code mail.<protocol>.ssl.socketFactory}.
     *
     * @throws IllegalStateException if none was generated: the file has no TLS, or the options have a certificate
     */
    public TestCertificate certificate() {
        return generated.orElseThrow(() -> new IllegalStateException(
                "no certificate was generated: the dialog does not use TLS, or the options contain a certificate"));
    }

    /**
     * The differences between the client and the recording, each with the line of the file. The list is empty if there is
     * none. Waits some seconds until the client has closed its last connection.
     */
    public List<String> mismatches() throws InterruptedException {
        return server.mismatches();
    }

    /**
     * The differences so far, for a test that has failed: its client may never open or close its connections.
     *
     * @param limit how long it waits for the next connection of the file, and twice that for the end of each; more than zero
     */
    public List<String> mismatches(Duration limit) throws InterruptedException {
        return server.mismatches(positive(limit));
    }

    /** The actual dialog in the form of a dialog file. Waits as {@link #mismatches()} does. */
    public List<String> transcript() throws InterruptedException {
        return server.transcript();
    }

    /**
     * The dialog so far.
     *
     * @param limit how long it waits for the next connection of the file, and twice that for the end of each; more than zero
     */
    public List<String> transcript(Duration limit) throws InterruptedException {
        return server.transcript(positive(limit));
    }

    /** Every line that the client sent, including those of messages. Waits as {@link #mismatches()} does. */
    public List<String> received() throws InterruptedException {
        return server.received();
    }

    /** Waits until every connection of the file was made and closed. */
    public void await() throws InterruptedException {
        server.await();
    }

    /** Stops listening, closes all connections, and deletes the generated certificate. */
    @Override
    public void close() throws IOException {
        server.close();
        generated.ifPresent(TestCertificate::delete);
    }
}
