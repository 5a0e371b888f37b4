package example.check;

import example.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;

/** The example in a process of its own. It ends when its standard input ends. */
final class WorkerProcess implements Worker {
    private static final String READY = "ready";

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private WorkerProcess(Process process) {
        this.process = process;
        Thread output = new Thread(this::readOutput, "output of a worker");
        output.setDaemon(true);
        output.start();
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

    /**
     * Starts a worker.
     *
     * @param name the argument of its EHLO
     * @param properties of the application
     */
    static WorkerProcess start(String name, List<String> properties) throws IOException {
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
        return new WorkerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    public static void main(String[] args) throws IOException {
        SpringApplication.run(Application.class, args);
        System.out.println(READY);
        System.in.read();
        System.exit(0);
    }

    /** Waits until it sends mails. */
    void awaitReady() {
        ready.join();
    }

    /** SIGKILL. */
    @Override
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    @Override
    public void destroy() {
        process.destroyForcibly();
    }
}
