package dev.parley.replay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A dialog file as a server on loopback. It says what the file says and expects what the file expects; the first
 * difference ends the connection, and the transcript shows it.
 *
 * <ol>
 *   <li>{@link #start}: listens;
 *   <li>the client connects, talks, and closes;
 *   <li>{@link #transcript}: waits for the end and gives what was really said.
 * </ol>
 */
public final class ScriptedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DialogScript script;
    private final Optional<SSLContext> tls;
    private final ServerSocket listener;
    private final List<String> transcript = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final Thread thread;

    private ScriptedServer(DialogScript script, Optional<SSLContext> tls) throws IOException {
        this.script = script;
        this.tls = tls;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.listener.setSoTimeout((int) PATIENCE.toMillis());
        this.thread = new Thread(this::run, "scripted-server " + script.name());
        this.thread.setDaemon(true);
    }

    /** A server for a dialog without TLS. */
    public static ScriptedServer start(DialogScript script) throws IOException {
        return start(script, Optional.empty());
    }

    /**
     * @param tls the server's certificate, for a dialog with {@code S! tls}
     */
    public static ScriptedServer start(DialogScript script, Optional<SSLContext> tls) throws IOException {
        ScriptedServer server = new ScriptedServer(script, tls);
        server.thread.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What was said, in the form of the dialog file, once the client has closed its last connection. */
    public List<String> transcript() throws InterruptedException {
        thread.join(PATIENCE.multipliedBy(2).toMillis());
        synchronized (transcript) {
            return List.copyOf(transcript);
        }
    }

    /** Every line the client said, also those of messages, once the client has closed its last connection. */
    public List<String> received() throws InterruptedException {
        transcript();
        synchronized (transcript) {
            return List.copyOf(received);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        thread.interrupt();
    }

    private void run() {
        try (listener) {
            List<Step> steps = script.steps();
            int next = 0;
            do {
                next = serve(steps, next);
            } while (next < steps.size());
        } catch (IOException e) {
            write("!! " + e);
        } catch (InterruptedException e) {
            write("!! stopped");
        }
    }

    private int serve(List<Step> steps, int first) throws IOException, InterruptedException {
        try (ScriptedConnection connection = new ScriptedConnection(listener.accept(), tls, PATIENCE)) {
            for (int i = first; i < steps.size(); i++) {
                Step step = steps.get(i);
                if (step instanceof Step.Accept) {
                    connection.drain().forEach(this::write);
                    write(step.written());
                    return i + 1;
                }
                String said = connection.perform(step, received);
                write(said);
                if (!said.equals(step.written())) {
                    return steps.size();
                }
            }
            connection.drain().forEach(this::write);
            return steps.size();
        }
    }

    private void write(String line) {
        synchronized (transcript) {
            transcript.add(line);
        }
    }
}
