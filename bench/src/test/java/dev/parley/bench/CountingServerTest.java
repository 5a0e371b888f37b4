package dev.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.bench.server.CountingServer;
import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the counts can be believed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountingServerTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);

    @Test
    void aGroupIsOneTurnaround() throws IOException {
        try (CountingServer server = CountingServer.start(Offer.NOTHING, ROUND_TRIP, Optional.empty());
                Raw client = new Raw(server.port())) {
            client.hear(1);
            client.say("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n");
            client.hear(3);
            client.say(".\r\n");
            client.hear(1);
            Counts counts = server.counts();
            assertEquals(3, counts.turnarounds());
            assertEquals(3, counts.inFlight());
            assertEquals(1, counts.messages());
        }
    }

    @Test
    void commandsInTwoWritesAreOneTurnaroundIfNobodyWaits() throws IOException {
        Duration longer = Duration.ofMillis(500); // Than the time between the two writes on a busy machine.
        try (CountingServer server = CountingServer.start(Offer.PIPELINING, longer, Optional.empty());
                Raw client = new Raw(server.port())) {
            client.hear(1);
            client.say("NOOP\r\nNO");
            client.say("OP\r\n");
            client.hear(2);
            client.say("NOOP\r\n");
            client.hear(1);
            assertEquals(3, server.counts().turnarounds());
            assertEquals(2, server.counts().inFlight());
        }
    }

    @Test
    void theWayIsAsLongAsItIsSaidToBe() throws IOException {
        long start = System.nanoTime();
        try (CountingServer server = CountingServer.start(Offer.NOTHING, ROUND_TRIP, Optional.empty());
                Raw client = new Raw(server.port())) {
            client.hear(1);
            client.say("NOOP\r\n");
            client.hear(1);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(ROUND_TRIP.multipliedBy(3)) >= 0, took.toString());
    }

    /** Content in pieces of every size, with everything in it that looks like its end. */
    @Test
    void contentEndsWithItsDot() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] parts = {
            "..\r\n", "x\r\n", "\r\n", "\r.\r\n", "a.\r\n", "\n.\r\nb\r\n", "...\r\r\n", "long".repeat(99) + "\r\n"
        };
        try (CountingServer server = CountingServer.start(Offer.PIPELINING, Duration.ZERO, Optional.empty());
                Raw client = new Raw(server.port())) {
            client.hear(1);
            for (int messages = 1; messages <= 200; messages++) {
                StringBuilder content = new StringBuilder();
                for (int i = random.nextInt(8); i > 0; i--) {
                    content.append(parts[random.nextInt(parts.length)]);
                }
                client.say("DATA\r\n");
                client.hear(1);
                String said = content + ".\r\nNOOP\r\n";
                for (int from = 0; from < said.length(); ) {
                    int to = Math.min(said.length(), from + 1 + random.nextInt(1 + content.length()));
                    client.say(said.substring(from, to));
                    from = to;
                }
                client.hear(2);
                assertEquals(messages, server.counts().messages(), "seed " + seed);
                assertEquals(3 * messages, server.counts().commands(), "seed " + seed);
            }
        }
    }

    private static final class Raw implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader replies;

        Raw(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        void say(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
        }

        void hear(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                replies.readLine();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
