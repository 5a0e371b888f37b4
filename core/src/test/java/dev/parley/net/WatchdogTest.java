package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Closeable resource = closed::countDown;

    @Test
    void operationsOfTheSameLimitShareATimer() {
        CountingClock clock = new CountingClock();
        try (Watchdog watchdog = new Watchdog(resource, clock, Watchdog.Timer.KEPT)) {
            for (int i = 0; i < 1000; i++) {
                watchdog.start(Duration.ofMinutes(5));
                watchdog.stop();
            }
            assertEquals(1, clock.scheduled.get());
        } finally {
            clock.shutdownNow();
        }
        assertTrue(clock.getQueue().isEmpty());
    }

    @Test
    void anExecutorOfTheApplicationHasNoTimerAfterAnOperation() {
        CountingClock clock = new CountingClock();
        try (Watchdog watchdog = Watchdog.of(resource, clock)) {
            watchdog.start(Duration.ofMinutes(5));
            watchdog.stop();
            assertTrue(clock.getQueue().isEmpty());
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void aTimerOfAnEarlierOperationServesALaterOne() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMillis(100));
            watchdog.stop();
            Thread.sleep(50);
            long start = System.nanoTime();
            watchdog.start(Duration.ofMillis(300));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertTrue(System.nanoTime() - start >= 300_000_000);
            assertTrue(watchdog.hasExpired());
        }
    }

    @Test
    void anEarlierDeadlineReplacesTheTimerOfALaterOne() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMinutes(5));
            watchdog.stop();
            watchdog.start(Duration.ofMillis(100));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertTrue(watchdog.hasExpired());
        }
    }

    @Test
    void anOperationThatEndsInTimeIsNotEnded() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMillis(100));
            watchdog.stop();
            assertFalse(closed.await(300, TimeUnit.MILLISECONDS));
            assertFalse(watchdog.hasExpired());
        }
    }

    private static final class CountingClock extends ScheduledThreadPoolExecutor {
        private final AtomicInteger scheduled = new AtomicInteger();

        CountingClock() {
            super(1);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.incrementAndGet();
            return super.schedule(task, delay, unit);
        }
    }
}
