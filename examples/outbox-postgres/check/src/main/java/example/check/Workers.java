package example.check;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The worker processes, by their names. The end of this JVM kills those that are left. */
final class Workers {
    private final List<String> properties;
    private final Map<String, WorkerProcess> processes = new LinkedHashMap<>();
    private int started;
    private boolean closed;

    /** @param properties of the application */
    Workers(List<String> properties) {
        this.properties = properties;
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
    }

    synchronized WorkerProcess start() throws IOException {
        if (closed) {
            throw new IllegalStateException("the check has ended");
        }
        String name = "worker-" + ++started;
        WorkerProcess process = new WorkerProcess(name, properties);
        processes.put(name, process);
        return process;
    }

    synchronized void kill(String name) throws InterruptedException {
        processes.remove(name).kill();
    }

    synchronized int size() {
        return processes.size();
    }

    /** Waits until all workers send mails. */
    void awaitReady() {
        all().forEach(WorkerProcess::awaitReady);
    }

    private synchronized List<WorkerProcess> all() {
        return List.copyOf(processes.values());
    }

    /** Stops workers until {@code count} are left. */
    synchronized void stopAllBut(int count) throws IOException, InterruptedException {
        for (String name : List.copyOf(processes.keySet()).subList(0, processes.size() - count)) {
            processes.remove(name).stop();
        }
    }

    private synchronized void killAll() {
        closed = true;
        try {
            for (WorkerProcess each : all()) {
                each.kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
