package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerTest {
    private static final String ESC = "\u001b";

    /** The lines that several threads print. */
    private static final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final BlockingQueue<String> complete = new LinkedBlockingQueue<>();

        @Override
        public void write(int octet) {
            if (octet == '\n') {
                complete.add(line.toString(UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        }

        List<String> until(String last) throws InterruptedException {
            List<String> lines = new ArrayList<>();
            do {
                lines.add(complete.take());
            } while (!lines.get(lines.size() - 1).equals(last));
            return lines;
        }
    }

    /** The command in a thread of its own, and its output. */
    private static final class Running implements AutoCloseable {
        private final Lines output = new Lines();
        private final Thread thread;
        private final String smtp;
        private final String sieve;

        Running() throws InterruptedException {
            CliRun command = new CliRun().writing(new PrintStream(output, true, UTF_8));
            thread = new Thread(() -> {
                CliRun.Result result = command.parley("server", "--smtp-port", "0", "--sieve-port", "0");
                output.complete.add("the command has ended: " + result);
            });
            thread.start();
            smtp = output.complete.take().replace("SMTP on ", "");
            sieve = output.complete.take().replaceAll("ManageSieve on (\\S+), user joe, password secret", "$1");
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void receivedMessagesArePrintedOnce(@TempDir Path folder) throws Exception {
        Path second = Files.writeString(
                folder.resolve("second.eml"), "From: alice@x.test\r\nTo: bob@x.test\r\n\r\nTwo " + ESC + "[31m.\r\n");
        try (Running server = new Running()) {
            send(server.smtp, "-t", "bob@x.test,carol@x.test", "--subject", "First", "--body", "One.");
            send(server.smtp, "--eml", second.toString());
            List<String> first = server.output.until("One.");
            assertEquals(
                    List.of("", "== message 1 from alice@x.test to bob@x.test, carol@x.test"), first.subList(0, 2));
            assertTrue(first.contains("Subject: First"), first::toString);
            assertEquals(
                    "== message 2 from alice@x.test to bob@x.test",
                    server.output.until("Two \\x1b[31m.").get(1));
        }
    }

    @Test
    void scriptsCanBeStored() throws Exception {
        try (Running server = new Running()) {
            String url = "sieve://joe@" + server.sieve;
            CliRun.Result stored = new CliRun()
                    .environment("PW", "secret")
                    .input("keep;\n")
                    .parley("sieve", "put", "-k", "--password-env", "PW", url, "lists");
            assertEquals(0, stored.code(), stored.errors());
            CliRun.Result listed =
                    new CliRun().environment("PW", "secret").parley("sieve", "ls", "-k", "--password-env", "PW", url);
            assertTrue(listed.output().contains("lists"), listed::output);
        }
    }

    @Test
    void theOptionIsNamedWhereAPortIsInUse() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(used.getLocalPort());
            CliRun.Result smtp = new CliRun().parley("server", "--smtp-port", port, "--sieve-port", "0");
            assertEquals(69, smtp.code());
            assertTrue(smtp.errors().contains("--smtp-port"), smtp::errors);
            assertFalse(smtp.output().contains("localhost"), smtp::output);
            CliRun.Result sieve = new CliRun().parley("server", "--smtp-port", "0", "--sieve-port", port);
            assertEquals(69, sieve.code());
            assertTrue(sieve.errors().contains("--sieve-port"), sieve::errors);
        }
        assertEquals(64, new CliRun().parley("server", "--smtp-port", "70000").code());
    }

    private static void send(String server, String... message) {
        List<String> arguments = new ArrayList<>(List.of("send", "-s", server, "-f", "alice@x.test"));
        arguments.addAll(List.of(message));
        CliRun.Result result = new CliRun().parley(arguments.toArray(String[]::new));
        assertEquals(0, result.code(), result.errors());
    }
}
