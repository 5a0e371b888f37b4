package dev.parley.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A recorded dialog as a server on loopback, for a test: a trace that {@code mail.<protocol>.trace=json} wrote
 * ({@code .jsonl}), or a dialog file ({@link DialogScript}; {@code .txt}). The client gets the replies that were recorded,
 * as long as it says what was recorded. In a trace secrets are redacted and contents left out: any secret will do, and any
 * message; of a script that was fetched the client gets a comment of the same size.
 *
 * <pre>{@code
 * try (DialogServer server = DialogServer.replay(Path.of("issue-42.jsonl"))) {
 *     ... // send a message to localhost, server.port()
 *     assertEquals(List.of(), server.mismatches());
 * }
 * }</pre>
 *
 * Several dialogs in a file are several connections, in the order in which they began; they may overlap.
 */
public final class DialogServer implements AutoCloseable {
    private final ScriptedServer server;
    private final Optional<MadeCertificate> made;

    private DialogServer(ScriptedServer server, Optional<MadeCertificate> made) {
        this.server = server;
        this.made = made;
    }

    /** A server that is as fast as it can be, and has no faults. */
    public static DialogServer replay(Path file) throws IOException {
        return replay(file, ReplayOptions.DEFAULT);
    }

    /**
     * @throws IllegalArgumentException naming the line where the file is neither a trace nor a dialog file, or the file
     *     where no connection was made in it
     * @throws java.io.UncheckedIOException where the file cannot be read
     * @throws IOException where the port or a certificate cannot be had
     */
    public static DialogServer replay(Path file, ReplayOptions options) throws IOException {
        DialogScript script = options.applied(script(file, options));
        if (script.connections().isEmpty()) {
            throw new IllegalArgumentException(file + " contains no dialog that can be replayed");
        }
        Optional<MadeCertificate> made =
                options.tls().isEmpty() && script.wantsTls() ? Optional.of(MadeCertificate.make()) : Optional.empty();
        Optional<SSLContext> tls =
                options.tls().or(() -> made.map(each -> each.certificate().context()));
        try {
            return new DialogServer(ScriptedServer.start(script, tls, options.port()), made);
        } catch (IOException e) {
            made.ifPresent(MadeCertificate::close);
            throw e;
        }
    }

    private static DialogScript script(Path file, ReplayOptions options) {
        if (file.toString().endsWith(".txt")) {
            return DialogScript.read(file);
        }
        return DialogScript.of(
                file.getFileName().toString(), TraceReader.read(file), options.pace(), options.tlsElided());
    }

    /** Where it listens, on loopback. */
    public int port() {
        return server.port();
    }

    /**
     * The certificate that was made for this server, for the client to trust: as a trust store, or by the socket factory
     * of its context as {@code mail.<protocol>.ssl.socketFactory}.
     *
     * @throws IllegalStateException where none was made: there is no TLS in the file, or the options have a certificate
     */
    public TestCertificate certificate() {
        return made.orElseThrow(() -> new IllegalStateException("no certificate was made for this dialog"))
                .certificate();
    }

    /**
     * What the client did not do as recorded, a sentence each with the line of the file; empty where the dialog was the
     * same. It waits until the client has closed its last connection, for some seconds.
     */
    public List<String> mismatches() throws InterruptedException {
        return server.mismatches();
    }

    /** What was said, in the form of a dialog file; it waits as {@link #mismatches} does. */
    public List<String> transcript() throws InterruptedException {
        return server.transcript();
    }

    /** Every line the client said, also those of messages; it waits as {@link #mismatches} does. */
    public List<String> received() throws InterruptedException {
        return server.received();
    }

    /** Waits until every connection of the file has been made and is over. */
    public void await() throws InterruptedException {
        server.await();
    }

    /** Stops listening, closes what is open, and deletes the certificate that was made. */
    @Override
    public void close() throws IOException {
        server.close();
        made.ifPresent(MadeCertificate::close);
    }
}
