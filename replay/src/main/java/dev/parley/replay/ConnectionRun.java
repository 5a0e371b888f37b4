package dev.parley.replay;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Performs the steps of one connection in a thread. */
final class ConnectionRun implements AutoCloseable {
    /** Begins a line of the transcript that is not a line of the client. */
    private static final String EVENT = "!! ";

    private final ScriptedConnection connection;
    private final List<Step.Numbered> steps;
    private final Closeable listener;
    private final List<String> transcript = Collections.synchronizedList(new ArrayList<>());
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> mismatches = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    private ConnectionRun(ScriptedConnection connection, List<Step.Numbered> steps, Closeable listener) {
        this.connection = connection;
        this.steps = steps;
        this.listener = listener;
        this.thread = new Thread(this::run, "scripted-connection");
        this.thread.setDaemon(true);
    }

    /** @param listener closed after a difference, so that no further connection is accepted */
    static ConnectionRun start(ScriptedConnection connection, List<Step.Numbered> steps, Closeable listener) {
        ConnectionRun run = new ConnectionRun(connection, steps, listener);
        run.thread.start();
        return run;
    }

    /** The thread that performs the steps. */
    Thread thread() {
        return thread;
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
    }

    List<String> transcript() {
        return List.copyOf(transcript);
    }

    List<String> received() {
        return List.copyOf(received);
    }

    List<String> mismatches() {
        return List.copyOf(mismatches);
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        connection.close();
    }

    private void run() {
        int done = 0;
        try (connection) {
            while (done < steps.size() && perform(done)) {
                done++;
            }
            if (done == steps.size()) {
                connection.drain().forEach(line -> addMismatch(steps.size(), line));
            } else {
                listener.close();
            }
        } catch (IOException | RuntimeException e) { // The latter: the dialog needs what the server does not have.
            addMismatch(done, EVENT + e);
        } catch (InterruptedException e) {
            addMismatch(done, EVENT + "the replay was stopped");
        }
    }

    /** @return whether the step had no difference */
    private boolean perform(int at) throws IOException, InterruptedException {
        Step step = steps.get(at).step();
        Step next = at + 1 < steps.size() ? steps.get(at + 1).step() : null;
        String line = connection.perform(step, next, received);
        if (line.equals(step.notation())) {
            transcript.add(line);
            return true;
        }
        addMismatch(at, line);
        return false;
    }

    private void addMismatch(int at, String line) {
        String expected = at < steps.size()
                ? "line " + steps.get(at).line() + ": expected "
                        + steps.get(at).step().notation()
                : "after the last line: expected nothing";
        String actual = line.startsWith(EVENT) ? "but " + line.substring(EVENT.length()) : "received " + line;
        transcript.add(line);
        mismatches.add(expected + ", " + actual);
    }
}
