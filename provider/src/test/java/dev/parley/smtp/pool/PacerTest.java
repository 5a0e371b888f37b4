package dev.parley.smtp.pool;

import static dev.parley.smtp.pool.PoolSettingsTest.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.ConnectAttempt;
import dev.parley.testing.OwnThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The times at which messages may be sent. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacerTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final Pacer pacer = new Pacer(clock);
    private final long start = clock.nanoTime();

    private Pacer.Waited await(PoolSettings settings) throws PoolException {
        return pacer.await(settings, new ConnectAttempt(), Turn.NO_DEADLINE);
    }

    private List<Long> times(PoolSettings settings, int count) throws PoolException {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            await(settings);
            times.add((clock.nanoTime() - start) / 1_000_000);
        }
        return times;
    }

    @Test
    void messagesAreAnIntervalApart() throws Exception {
        assertEquals(List.of(0L, 500L, 1000L, 1500L, 2000L), times(settings("rate=2"), 5));
    }

    @Test
    void aBurstIsSentAtOnce() throws Exception {
        PoolSettings three = settings("rate=2 rate.burst=3");
        assertEquals(List.of(0L, 0L, 0L, 500L, 1000L), times(three, 5));
        clock.advance(10 * SECOND);
        assertEquals(List.of(11_000L, 11_000L, 11_000L, 11_500L), times(three, 4));
    }

    @Test
    void aPauseEarnsNoBurst() throws Exception {
        PoolSettings one = settings("rate=2");
        await(one);
        clock.advance(10 * SECOND);
        assertEquals(List.of(10_000L, 10_500L), times(one, 2));
    }

    @Test
    void aDeadlineBeforeTheTimeFailsAtOnce() throws Exception {
        PoolSettings slow = settings("rate=0.1");
        await(slow);
        PoolException e = assertThrows(
                PoolException.class, () -> pacer.await(slow, new ConnectAttempt(), clock.nanoTime() + SECOND));
        assertEquals(
                "messages wait for their turn by mail.smtp.rate=0.1; this one cannot be sent before its deadline: raise"
                        + " mail.smtp.deadline is not set, or send less often",
                e.getMessage());
        assertEquals(start, clock.nanoTime());
        assertEquals(List.of(10_000L), times(slow, 1));
    }

    @Test
    void repliesPauseLongerAndLongerUntilAMessageIsAccepted() throws Exception {
        PoolSettings pool = settings("pool.size=2");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pauses.add(pacer.pause(null, "454 slower") / SECOND);
            assertEquals(0, pacer.pause(null, "454 slower"));
            assertEquals("454 slower", await(pool).reply());
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), pauses);
        assertEquals(183 * SECOND, clock.nanoTime() - start);
        pacer.succeeded();
        assertEquals(SECOND, pacer.pause(null, "454 slower"));
    }

    @Test
    void aMessageThatIsAcceptedWithinAPauseDoesNotEndIt() throws Exception {
        pacer.pause(null, "454 slower");
        pacer.succeeded();
        assertEquals(SECOND, await(settings("pool.size=2")).nanos());
    }

    @Test
    void aReplyNamesThePause() throws Exception {
        assertEquals(300 * SECOND, pacer.pause(Duration.ofMinutes(5), "450 again in 5 minutes"));
        assertEquals(300 * SECOND, await(settings("pool.size=2")).nanos());
        assertEquals(600 * SECOND, pacer.pause(Duration.ofHours(5), "450 again in 5 hours"));
    }

    /** The first waits for the time, the others for the first; none of them is lost. */
    @Test
    void waitsEndInTheirOrder() throws Exception {
        Gate gate = new Gate();
        Pacer gated = new Pacer(gate);
        PoolSettings one = settings("rate=1");
        gated.await(one, new ConnectAttempt(), Turn.NO_DEADLINE);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread caller = new Thread(() -> {
                try {
                    gated.await(one, new ConnectAttempt(), Turn.NO_DEADLINE);
                } catch (PoolException e) {
                    throw new AssertionError(e);
                }
            });
            callers.add(caller);
            caller.start();
            gate.waiting.acquire();
        }
        gate.open = true;
        for (Thread each : callers) {
            each.join();
        }
        assertEquals(callers, gate.sent);
    }

    /** The messages that wait for the end of a pause are a burst: all of them can be sent before the deadline. */
    @Test
    void aDeadlineAfterTheTimeDoesNotFailInAQueue() throws Exception {
        Gate gate = new Gate();
        Pacer gated = new Pacer(gate);
        gated.pause(null, "454 slower");
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread caller = new Thread(() -> {
                try {
                    gated.await(settings("rate=1 rate.burst=15"), new ConnectAttempt(), 10 * SECOND);
                } catch (PoolException e) {
                    failures.add(e);
                    gate.see();
                }
            });
            callers.add(caller);
            caller.start();
            gate.waiting.acquire();
        }
        gate.open = true;
        for (Thread each : callers) {
            each.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(6 * SECOND, gate.nanoTime());
    }

    /** Its time stands still until the test opens it. */
    private static final class Gate implements PoolClock {
        private final Semaphore waiting = new Semaphore(0);
        private final List<Thread> sent = Collections.synchronizedList(new ArrayList<>());
        private final Set<Thread> seen = ConcurrentHashMap.newKeySet();
        private final AtomicLong now = new AtomicLong();
        private volatile boolean open;

        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void awaitSignal(Condition signal, long nanos) throws InterruptedException {
            see();
            signal.await();
        }

        @Override
        public void awaitTime(Condition signal, long nanos) throws InterruptedException {
            if (open) {
                sent.add(Thread.currentThread());
                now.addAndGet(nanos);
            } else {
                see();
                signal.await(10, TimeUnit.MILLISECONDS);
            }
        }

        private void see() {
            if (seen.add(Thread.currentThread())) {
                waiting.release();
            }
        }
    }

    @Test
    void closingAndAbortingEndWaits() throws Exception {
        AnnouncingClock announcing = new AnnouncingClock();
        Pacer real = new Pacer(announcing);
        PoolSettings slow = settings("rate=0.001");
        ConnectAttempt attempt = new ConnectAttempt();
        real.await(slow, attempt, Turn.NO_DEADLINE);
        CompletableFuture<Void> aborted = waiting(real, slow, attempt);
        announcing.awaitWaiting();
        attempt.abort();
        assertEquals("the transport was closed by another thread", ending(aborted));
        CompletableFuture<Void> closed = waiting(real, slow, new ConnectAttempt());
        announcing.awaitWaiting();
        real.close();
        assertEquals("the pool of the Session was closed (Parley.close)", ending(closed));
    }

    private static CompletableFuture<Void> waiting(Pacer pacer, PoolSettings settings, ConnectAttempt attempt) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        pacer.await(settings, attempt, Turn.NO_DEADLINE);
                    } catch (PoolException e) {
                        throw new IllegalStateException(e.getMessage());
                    }
                },
                OwnThread.EXECUTOR);
    }

    private static String ending(CompletableFuture<Void> waiting) {
        ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
        String message = e.getCause().getMessage();
        return message.substring(message.indexOf("; ") + 2);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        PoolSettings slow = settings("rate=0.001");
        await(slow);
        Thread.currentThread().interrupt();
        PoolException e = assertThrows(PoolException.class, () -> await(slow));
        assertTrue(Thread.interrupted());
        assertTrue(e.getMessage().endsWith("; the thread was interrupted"), e.getMessage());
    }

    @Test
    void itIsForgottenOnlyWhenItsRateIsUnused() throws Exception {
        assertTrue(pacer.isForgettable());
        await(settings("rate=1"));
        assertFalse(pacer.isForgettable());
        clock.advance(SECOND);
        assertTrue(pacer.isForgettable());
        pacer.pause(null, "454 slower");
        assertFalse(pacer.isForgettable());
        clock.advance(SECOND);
        assertTrue(pacer.isForgettable());
    }
}
