package dev.parley.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.bench.server.CountingServer;
import dev.parley.bench.server.Counts;
import dev.parley.bench.server.Offer;
import dev.parley.smtp.Parley;
import jakarta.mail.Message;
import jakarta.mail.Session;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, each of which sends one message as {@code Transport.send} does, over a few connections. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PooledCrowdTest {
    private static final int CONNECTIONS = 20;
    private static final Duration ROUND_TRIP = Duration.ofMillis(2);

    @Test
    void twoHundredThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            assertFewTurnarounds(threads, 1000);
        } finally {
            threads.shutdown();
        }
    }

    /** All wait at the same time, as soon as the first connections are open. */
    @Test
    void tenThousandVirtualThreads() throws Exception {
        Optional<Method> maker = Arrays.stream(Executors.class.getMethods())
                .filter(method -> method.getName().equals("newVirtualThreadPerTaskExecutor"))
                .findFirst();
        assumeTrue(maker.isPresent(), "the JDK has no virtual threads");
        ExecutorService threads = (ExecutorService) maker.get().invoke(null);
        try {
            assertFewTurnarounds(threads, 10_000);
        } finally {
            threads.shutdown();
        }
    }

    private static void assertFewTurnarounds(ExecutorService threads, int messages) throws Exception {
        Map<String, String> pool = Map.of(
                "mail.smtp.pool.size", String.valueOf(CONNECTIONS),
                "mail.smtp.pool.wait", "280000",
                "mail.smtp.quitwait", "true");
        try (CountingServer server = CountingServer.start(Offer.PIPELINING, ROUND_TRIP, Optional.empty())) {
            Session session = Client.PARLEY.session(server.port(), pool);
            Message message = Messages.TEXT.of(session, 2048, 1);
            long start = System.nanoTime();
            List<Future<Long>> sent = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                sent.add(threads.submit(() -> send(session, message)));
            }
            long longest = 0;
            for (Future<Long> each : sent) {
                longest = Math.max(longest, each.get());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Counts counts = server.counts();
            Parley.close(session);
            System.out.println(messages + " messages in " + took.toMillis() + " ms, the longest "
                    + Duration.ofNanos(longest).toMillis() + " ms: " + counts);
            assertEquals(messages, counts.messages());
            assertEquals(CONNECTIONS, counts.connections());
            assertTrue(counts.turnarounds() <= 2.1 * messages, counts.toString());
        }
    }

    /** @return how long it took */
    private static long send(Session session, Message message) throws Exception {
        long start = System.nanoTime();
        Way.TRANSPORT_SEND.send(Client.PARLEY, session, null, message, 1);
        return System.nanoTime() - start;
    }
}
