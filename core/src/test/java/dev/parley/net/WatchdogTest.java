package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Closeable resource = closed::countDown;

    @Test
    void anOperationWakesNoThread() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            Thread.sleep(100);
            long before = waits();
            long start = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                watchdog.start(Duration.ofMinutes(5));
                watchdog.stop();
            }
            Thread.sleep(100);
            long waits = waits() - before;
            // It looks every 500 ms while there are calls.
            long regular = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 500;
            assertTrue(waits <= 2 + regular, waits + " waits");
        }
    }

    /** A look may see no call between two of them, and then a few more follow, but not one for each call. */
    @Test
    void operationsDuringALookWakeNoThread() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            Thread.sleep(100);
            long before = waits();
            long start = System.nanoTime();
            while (System.nanoTime() - start < 2_000_000_000) {
                watchdog.start(Duration.ofMinutes(5));
                watchdog.stop();
            }
            long waits = waits() - before;
            long regular = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 500;
            assertTrue(waits <= 2 + 5 * regular, waits + " waits");
        }
    }

    /** How often the thread of all watchdogs has waited. */
    private static long waits() {
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)) {
            if (thread.getThreadName().equals("parley-watchdog")) {
                return thread.getWaitedCount();
            }
        }
        throw new AssertionError("no thread of the watchdogs");
    }

    @Test
    void aResourceThatThrowsDoesNotEndTheOthers() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Closeable hostile = () -> {
            ended.countDown();
            throw new IllegalStateException("hostile");
        };
        try (Watchdog first = Watchdog.over(hostile, Duration.ofMillis(50));
                Watchdog second = Watchdog.over(resource, Duration.ofMillis(150))) {
            assertTrue(closed.await(10, TimeUnit.SECONDS) && ended.await(10, TimeUnit.SECONDS));
            assertTrue(first.hasEnded() && second.hasEnded());
        }
    }

    @Test
    void manyWatchdogsOpenAndExpireAtTheSameTime() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(400);
        List<Watchdog> watchdogs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            watchdogs.add(Watchdog.over(all::countDown, Duration.ofMillis(1 + i % 200)));
        }
        assertTrue(all.await(10, TimeUnit.SECONDS), all.getCount() + " did not expire");
        for (Watchdog watchdog : watchdogs) {
            watchdog.close();
        }
    }

    @Test
    void anExecutorOfTheApplicationHasNoTimerAfterAnOperation() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
        clock.setRemoveOnCancelPolicy(true);
        try (Watchdog watchdog = Watchdog.of(resource, clock)) {
            watchdog.start(Duration.ofMinutes(5));
            watchdog.stop();
            assertTrue(clock.getQueue().isEmpty());
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void aLaterOperationHasItsOwnDeadline() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMillis(1_000));
            watchdog.stop();
            Thread.sleep(50);
            long start = System.nanoTime();
            watchdog.start(Duration.ofMillis(1_500));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertTrue(System.nanoTime() - start >= 1_500_000_000);
            assertTrue(watchdog.hasEnded());
        }
    }

    @Test
    void aShortOperationAfterALongOneHasItsOwnDeadline() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMinutes(5));
            watchdog.stop();
            watchdog.start(Duration.ofMillis(100));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            assertTrue(watchdog.hasEnded());
        }
    }

    @Test
    void anOperationThatEndsInTimeIsNotEnded() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.start(Duration.ofMillis(1_000));
            watchdog.stop();
            assertFalse(closed.await(1_500, TimeUnit.MILLISECONDS));
            assertFalse(watchdog.hasEnded());
        }
    }

    @Test
    void anInterruptEndsTheCallOfAThread() throws InterruptedException {
        assertInterruptEnds(0);
    }

    /** The thread of the watchdogs looks rarely then. */
    @Test
    void anInterruptEndsTheFirstCallAfterSomeSeconds() throws InterruptedException {
        assertInterruptEnds(3_000);
    }

    private void assertInterruptEnds(long silenceMillis) throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            Thread.sleep(silenceMillis);
            CountDownLatch called = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                watchdog.start(Duration.ZERO);
                called.countDown();
                while (closed.getCount() > 0) { // As a blocked read, which keeps the interrupt.
                    Thread.onSpinWait();
                }
            });
            caller.start();
            called.await();
            caller.interrupt();
            assertTrue(closed.await(5, TimeUnit.SECONDS), "the call is not ended");
            assertTrue(watchdog.hasEnded());
            IOException reason = watchdog.reason(new IOException("Socket closed"), "no reply");
            assertEquals("the thread was interrupted", reason.getMessage());
        }
    }

    @Test
    void anInterruptAfterACallHasNoEffect() throws InterruptedException {
        try (Watchdog watchdog = Watchdog.of(resource)) {
            Thread caller = new Thread(() -> {
                watchdog.start(Duration.ZERO);
                watchdog.stop();
                Thread.currentThread().interrupt();
            });
            caller.start();
            caller.join();
            assertFalse(closed.await(1_200, TimeUnit.MILLISECONDS));
            assertFalse(watchdog.hasEnded());
        }
    }

    @Test
    void theDeadlineOfAnOperationEndsItsCalls() throws InterruptedException {
        Deadline operation = Deadline.in(Duration.ofMillis(100));
        try (Watchdog watchdog = Watchdog.of(resource)) {
            watchdog.limit(operation);
            watchdog.start(Duration.ofMinutes(5));
            assertTrue(closed.await(10, TimeUnit.SECONDS));
            IOException reason = watchdog.reason(new IOException("Socket closed"), "no reply");
            assertEquals("the deadline of 100 ms has passed", reason.getMessage());
        }
    }

    /** A TLS socket waits in close() for the write that it must end. */
    @Test
    void aSocketWhoseCloseBlocksDoesNotDelayTheOthers() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Socket blocking = new Socket() {
            @Override
            public void close() {
                ended.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (Watchdog first = Watchdog.over(blocking, Duration.ofMillis(50));
                Watchdog second = Watchdog.over(resource, Duration.ofMillis(150))) {
            assertTrue(closed.await(10, TimeUnit.SECONDS), "the thread of the watchdogs waits");
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            assertTrue(first.hasEnded() && second.hasEnded());
        } finally {
            released.countDown();
        }
    }

    @Test
    void aCallWithoutATimeOutSchedulesNothing() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
        try (Watchdog watchdog = Watchdog.of(resource, clock)) {
            watchdog.start(Duration.ZERO);
            watchdog.stop();
            assertTrue(clock.getQueue().isEmpty());
        } finally {
            clock.shutdownNow();
        }
    }
}
