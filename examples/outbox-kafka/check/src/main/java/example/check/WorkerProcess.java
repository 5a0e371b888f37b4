package example.check;

import example.Worker;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A worker in a process of its own, which can be killed. */
final class WorkerProcess {
    private final Process process;

    /** @param settings are written to a file in the folder */
    WorkerProcess(String name, Properties settings, Path folder) throws IOException {
        Path file = folder.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // A short start.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx192m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        file.toString())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM: the worker ends its work. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
