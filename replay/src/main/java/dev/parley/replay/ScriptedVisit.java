package dev.parley.replay;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One connection and its steps, concurrent with those of other connections. */
final class ScriptedVisit implements AutoCloseable {
    /** Begins a line of the transcript that is not a line of the client. */
    private static final String EVENT = "!! ";

    private final ScriptedConnection connection;
    private final List<Placed> steps;
    private final Closeable door;
    private final List<String> transcript = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<String> mismatches = new ArrayList<>();
    private final Thread thread;

    private ScriptedVisit(ScriptedConnection connection, List<Placed> steps, Closeable door) {
        this.connection = connection;
        this.steps = steps;
        this.door = door;
        this.thread = new Thread(this::run, "scripted-visit");
        this.thread.setDaemon(true);
    }

    /** @param door closed after a difference, so that no further connection is accepted */
    static ScriptedVisit begin(ScriptedConnection connection, List<Placed> steps, Closeable door) {
        ScriptedVisit visit = new ScriptedVisit(connection, steps, door);
        visit.thread.start();
        return visit;
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
    }

    List<String> transcript() {
        synchronized (transcript) {
            return List.copyOf(transcript);
        }
    }

    List<String> received() {
        synchronized (transcript) {
            return List.copyOf(received);
        }
    }

    List<String> mismatches() {
        synchronized (transcript) {
            return List.copyOf(mismatches);
        }
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
                connection.drain().forEach(line -> wrong(steps.size(), line));
            } else {
                door.close();
            }
        } catch (IOException e) {
            wrong(done, EVENT + e);
        } catch (InterruptedException e) {
            wrong(done, EVENT + "the replay was stopped");
        }
    }

    /** @return whether the step had no difference */
    private boolean perform(int at) throws IOException, InterruptedException {
        Step step = steps.get(at).step();
        List<String> heard = new ArrayList<>();
        String said = connection.perform(step, heard);
        synchronized (transcript) {
            received.addAll(heard);
        }
        if (!said.equals(step.written())) {
            wrong(at, said);
            return false;
        }
        synchronized (transcript) {
            transcript.add(said);
        }
        return true;
    }

    private void wrong(int at, String line) {
        String expected = at < steps.size()
                ? "line " + steps.get(at).line() + ": expected "
                        + steps.get(at).step().written()
                : "after the last line: expected nothing";
        String actual = line.startsWith(EVENT) ? "but " + line.substring(EVENT.length()) : "received " + line;
        synchronized (transcript) {
            transcript.add(line);
            mismatches.add(expected + ", " + actual);
        }
    }
}
