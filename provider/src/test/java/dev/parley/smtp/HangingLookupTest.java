package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.Headline;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Name resolution of the JDK that does not end, and which nothing can interrupt: in a JVM of its own, whose file of hosts is a
 * named pipe without a writer.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangingLookupTest {
    @TempDir
    Path folder;

    @Test
    void isLeftAtTheDeadlineByAnInterruptAndByClose() throws Exception {
        Path hosts = folder.resolve("hosts");
        assertEquals(0, new ProcessBuilder("mkfifo", hosts.toString()).start().waitFor());
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Client.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertTrue(client.waitFor(40, TimeUnit.SECONDS), "the client still waits");
            assertEquals(
                    List.of(
                            "no connection to mx.lab.test: looking up the host: the deadline of 300 ms has passed",
                            "no connection to mx.lab.test:25: looking up mx.lab.test: the deadline of 300 ms has passed",
                            "no connection to mx.lab.test:25: looking up mx.lab.test: the thread was interrupted",
                            "the connection to mx.lab.test:25 failed while connecting: closed by another thread",
                            "no connection to mx.lab.test:25 through the HTTP proxy proxy.lab.test:80 (mail.smtp.proxy.host): looking"
                                    + " up proxy.lab.test: the deadline of 300 ms has passed",
                            "no connection to mx.lab.test:25 through the SOCKS proxy proxy.lab.test:1080 (mail.smtp.socks.host):"
                                    + " looking up mx.lab.test: the deadline of 300 ms has passed",
                            "no connection to a.lab.test,b.lab.test: looking up the host: the deadline of 300 ms has passed",
                            "no connection to 127.0.0.1:1: 127.0.0.1 Connection refused"),
                    output(client));
        } finally {
            client.destroyForcibly();
        }
    }

    private static List<String> output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** Connects eight times. */
    static final class Client {
        private Client() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(failure(connecting("deadline", "300"), null)); // The Session compares addresses.
            System.out.println(failure(connecting("deadline", "300")));
            CompletableFuture<String> interrupted = new CompletableFuture<>();
            Transport first = transport(new Properties());
            Thread caller = new Thread(() -> interrupted.complete(failure(first)));
            caller.start();
            awaitLookup(caller);
            caller.interrupt();
            System.out.println(interrupted.get());

            CompletableFuture<String> closed = new CompletableFuture<>();
            Transport second = transport(new Properties());
            Thread other = new Thread(() -> closed.complete(failure(second)));
            other.start();
            awaitLookup(other);
            second.close();
            System.out.println(closed.get());

            System.out.println(failure(connecting("proxy.host", "proxy.lab.test", "deadline", "300")));
            System.out.println(failure(connecting("socks.host", "proxy.lab.test", "deadline", "300")));

            Properties list = new Properties();
            list.put("mail.smtp.deadline", "300");
            list.put("mail.smtp.host", "a.lab.test,b.lab.test");
            Session session = Session.getInstance(list);
            System.out.println(failure(session.getTransport("parley"), null));
            list.remove("mail.smtp.deadline");
            list.put(
                    "mail.smtp.host",
                    "127.0.0.1:1"); // The Session, whose passwords the first connect looked for, is free.
            System.out.println(failure(session.getTransport("parley"), null));
        }

        private static void awaitLookup(Thread caller) {
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        private static Transport connecting(String... settings) throws MessagingException {
            Properties properties = new Properties();
            for (int i = 0; i < settings.length; i += 2) {
                properties.put("mail.smtp." + settings[i], settings[i + 1]);
            }
            return transport(properties);
        }

        private static Transport transport(Properties properties) throws MessagingException {
            properties.put("mail.smtp.host", "mx.lab.test");
            return Session.getInstance(properties).getTransport("parley");
        }

        private static String failure(Transport transport) {
            return failure(transport, "secret");
        }

        private static String failure(Transport transport, String password) {
            try {
                transport.connect(null, "joe", password);
                return "connected";
            } catch (MessagingException e) {
                String message = Headline.of(e);
                int start = message.indexOf("no connection");
                return start < 0 ? message : message.substring(start);
            }
        }
    }
}
