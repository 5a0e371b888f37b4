package dev.parley.replay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * A server on loopback that follows a dialog file. The first difference ends the connection, and the transcript shows it.
 *
 * <ol>
 *   <li>{@link #start}: listens
 *   <li>the client connects, sends commands and closes; each connection is the next one of the file
 *   <li>{@link #transcript}: waits for the end and returns the actual dialog
 * </ol>
 */
public final class ScriptedServer implements AutoCloseable {
    private static final Duration TIME_OUT = Duration.ofSeconds(10);
    private static final int BACKLOG = 50;

    private final DialogScript script;
    private final Optional<SSLContext> tls;
    private final ServerSocket listener;
    private final List<ConnectionRun> runs = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private ScriptedServer(DialogScript script, Optional<SSLContext> tls, int port) throws IOException {
        this.script = script;
        this.tls = tls;
        this.listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        this.thread = new Thread(this::run, "scripted-server " + script.name());
        this.thread.setDaemon(true);
    }

    /** Starts a server for a dialog without TLS. */
    public static ScriptedServer start(DialogScript script) throws IOException {
        return start(script, Optional.empty());
    }

    /** @param tls the server's certificate, for a dialog with {@code S! tls} */
    public static ScriptedServer start(DialogScript script, Optional<SSLContext> tls) throws IOException {
        return start(script, tls, 0);
    }

    static ScriptedServer start(DialogScript script, Optional<SSLContext> tls, int port) throws IOException {
        ScriptedServer server = new ScriptedServer(script, tls, port);
        server.thread.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The actual dialog in the form of a dialog file. Waits until the client has closed its last connection. */
    public List<String> transcript() throws InterruptedException {
        return transcript(TIME_OUT);
    }

    /** @param limit how long the client may take to open its next connection, and to close each */
    List<String> transcript(Duration limit) throws InterruptedException {
        return afterEnd(limit, ConnectionRun::transcript);
    }

    /** Every line that the client sent, including those of messages. Waits as {@link #transcript} does. */
    public List<String> received() throws InterruptedException {
        return afterEnd(TIME_OUT, ConnectionRun::received);
    }

    /** The differences between the client and the file, each with the line of the file. */
    List<String> mismatches() throws InterruptedException {
        return mismatches(TIME_OUT);
    }

    /** @param limit how long the client may take to open its next connection, and to close each */
    List<String> mismatches(Duration limit) throws InterruptedException {
        return afterEnd(limit, ConnectionRun::mismatches);
    }

    void await() throws InterruptedException {
        thread.join();
        for (ConnectionRun run : runs) {
            run.join(Duration.ZERO);
        }
    }

    /** Stops listening and closes all connections. Waits for the end of all threads: until then the port is not free. */
    @Override
    public void close() throws IOException {
        listener.close();
        boolean interrupted = awaitEnd(thread);
        for (ConnectionRun run : runs) {
            run.close();
        }
        for (ConnectionRun run : runs) {
            interrupted |= awaitEnd(run.thread());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the caller was interrupted */
    private static boolean awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private List<String> afterEnd(Duration limit, Function<ConnectionRun, List<String>> lines)
            throws InterruptedException {
        List<String> all = new ArrayList<>();
        thread.join(limit.toMillis());
        for (ConnectionRun run : runs) {
            run.join(limit.multipliedBy(2));
            all.addAll(lines.apply(run));
        }
        if (thread.isAlive()) {
            all.add("!! the client did not open the next connection");
        }
        return all;
    }

    private void run() {
        try (listener) {
            for (List<Step.Numbered> steps : script.connections()) {
                ScriptedConnection connection = new ScriptedConnection(listener.accept(), tls, TIME_OUT);
                runs.add(ConnectionRun.start(connection, steps, listener));
            }
        } catch (IOException e) {
            // The server was closed.
        }
    }
}
