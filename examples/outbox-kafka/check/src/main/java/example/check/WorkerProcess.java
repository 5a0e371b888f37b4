package example.check;

import example.Worker;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A worker in a process of its own, which can be killed. It ends when its standard input ends. */
final class WorkerProcess {
    private volatile Process process;

    /** @param settings are written to a file in the folder */
    WorkerProcess(String name, Properties settings, Path folder) throws IOException {
        Path file = folder.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        // Fails during the shutdown of this JVM: before the start, so that no process is left.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // A short start.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx192m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        file.toString())
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** The worker. */
    public static void main(String[] args) throws Exception {
        // Before the start of the worker, which waits for Kafka.
        Thread input = new Thread(WorkerProcess::haltAtEndOfInput, "standard input");
        input.setDaemon(true);
        input.start();
        Worker.main(args);
    }

    /** Ends the worker after the check was killed: Kafka ended with it, so that the worker cannot end its work. */
    private static void haltAtEndOfInput() {
        try {
            System.in.read();
        } catch (IOException e) {
            // A failed read is an end, too.
        }
        Runtime.getRuntime().halt(1);
    }

    /** SIGKILL. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** SIGTERM: the worker ends its work. */
    void stop() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy also closes the standard input of the worker.
        process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
