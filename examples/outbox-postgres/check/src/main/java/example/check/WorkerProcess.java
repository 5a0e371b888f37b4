package example.check;

import example.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;

/** The example in a process of its own. It ends when its standard input ends. */
final class WorkerProcess {
    private static final String READY = "ready";

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /**
     * Starts a worker.
     *
     * @param name the argument of its EHLO
     * @param properties of the application
     */
    WorkerProcess(String name, List<String> properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // A short start.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName()));
        command.addAll(properties);
        command.add("--spring.mail.properties.mail.smtp.localhost=" + name);
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Thread output = new Thread(this::readOutput, "output of " + name);
        output.setDaemon(true);
        output.start();
    }

    /** The worker. */
    public static void main(String[] args) throws IOException {
        SpringApplication.run(Application.class, args);
        System.out.println(READY);
        System.in.read();
        System.exit(0);
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    ready.complete(null);
                } else {
                    System.out.println(line);
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
        ready.completeExceptionally(new IllegalStateException("the worker ended"));
    }

    /** Waits until it sends mails. */
    void awaitReady() {
        ready.join();
    }

    /** SIGSTOP. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        // A command of the shell: the program is missing in a small container.
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("the worker ended without a kill");
        }
    }

    /** SIGKILL. Returns after the process has ended. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets it end the mails that it sends. */
    void stop() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the worker ended without a kill");
        }
        process.getOutputStream().close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the worker does not stop");
        }
    }
}
