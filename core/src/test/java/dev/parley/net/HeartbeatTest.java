package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HeartbeatTest {
    private static final Duration SOON = Duration.ofMillis(1);

    @Test
    void beatsUntilItIsToldToStop() throws Exception {
        BlockingQueue<Integer> beats = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Heartbeat.start(SOON, () -> {
            beats.add(count.incrementAndGet());
            return count.get() < 3 ? Optional.of(SOON) : Optional.empty();
        });
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, beats.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aClosedOneBeatsNoMore() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Heartbeat closed = Heartbeat.start(Duration.ofMillis(1000), () -> {
            count.incrementAndGet();
            return Optional.empty();
        });
        closed.close();
        Heartbeat.start(Duration.ofMillis(1200), () -> {
            other.countDown();
            return Optional.empty();
        });
        assertTrue(other.await(10, TimeUnit.SECONDS));
        assertEquals(0, count.get());
    }

    /** One that waits for its server keeps nobody else waiting. */
    @Test
    void aBeatMayBlock() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Heartbeat.start(SOON, () -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        });
        Heartbeat.start(SOON, () -> {
            other.countDown();
            return Optional.empty();
        });
        assertTrue(other.await(10, TimeUnit.SECONDS));
        blocked.countDown();
    }
}
