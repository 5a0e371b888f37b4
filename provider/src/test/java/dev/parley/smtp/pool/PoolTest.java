package dev.parley.smtp.pool;

import static dev.parley.smtp.pool.PoolSettingsTest.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.ConnectAttempt;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.smtp.protocol.Reply;
import dev.parley.testing.OwnThread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The places of a pool and the callers that wait for them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final String FULL = "no connection to mx:25: all connections of mail.smtp.pool.size=1 are in use";

    private final ManualClock clock = new ManualClock();
    private final Pool pool = new Pool(this, clock);

    private static Pool.Wanted wanted(String pairs) {
        return new Pool.Wanted("the settings", settings(pairs), "mx:25", QuitMode.NO_WAIT);
    }

    private Pool.Lease acquire(String pairs) throws PoolException {
        return pool.acquire(wanted(pairs), new ConnectAttempt(), Pool.NO_DEADLINE);
    }

    private CompletableFuture<Pool.Lease> waiting(String pairs, ConnectAttempt attempt) throws InterruptedException {
        CompletableFuture<Pool.Lease> waiting = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return pool.acquire(wanted(pairs), attempt, Pool.NO_DEADLINE);
                    } catch (PoolException e) {
                        throw new IllegalStateException(e.getMessage());
                    }
                },
                OwnThread.EXECUTOR);
        clock.awaitWaiting();
        return waiting;
    }

    private static String failure(CompletableFuture<Pool.Lease> waiting) {
        return assertThrows(ExecutionException.class, waiting::get).getCause().getMessage();
    }

    @Test
    void placesGoToTheCallersInTheirOrder() throws Exception {
        Pool.Lease held = acquire("pool.size=1");
        List<CompletableFuture<Pool.Lease>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(waiting("pool.size=1", new ConnectAttempt()));
        }
        for (CompletableFuture<Pool.Lease> next : callers) {
            held.giveBack();
            held = next.get();
            assertEquals(
                    callers.indexOf(next) + 1,
                    callers.stream().filter(CompletableFuture::isDone).count());
        }
    }

    /** One that comes when a place is free does not overtake those who wait. */
    @Test
    void aCallerThatComesLaterDoesNotOvertake() throws Exception {
        Pool.Lease held = acquire("pool.size=1");
        CompletableFuture<Pool.Lease> first = waiting("pool.size=1", new ConnectAttempt());
        held.giveBack();
        assertThrows(PoolException.class, () -> acquire("pool.size=1 pool.wait=0"));
        first.get().giveBack();
        assertNotNull(acquire("pool.size=1 pool.wait=0"));
    }

    @Test
    void aWaitEndsAfterPoolWait() throws Exception {
        Pool real = new Pool(this, PoolClock.SYSTEM);
        real.acquire(wanted("pool.size=1"), new ConnectAttempt(), Pool.NO_DEADLINE);
        PoolException e = assertThrows(
                PoolException.class,
                () -> real.acquire(wanted("pool.size=1 pool.wait=30"), new ConnectAttempt(), Pool.NO_DEADLINE));
        assertEquals(
                FULL + ", and none became free within 30 ms (mail.smtp.pool.wait): close each Transport, or raise one"
                        + " of these properties",
                e.getMessage());
    }

    @Test
    void aWaitEndsAtTheDeadline() throws Exception {
        acquire("pool.size=1");
        PoolException e = assertThrows(
                PoolException.class, () -> pool.acquire(wanted("pool.size=1"), new ConnectAttempt(), clock.nanoTime()));
        assertEquals(
                FULL + ", and none became free within 0 ms, before the deadline (mail.smtp.deadline is not set): close"
                        + " each Transport, or raise one of these properties",
                e.getMessage());
    }

    @Test
    void anotherThreadEndsAWait() throws Exception {
        Pool.Lease held = acquire("pool.size=1");
        ConnectAttempt attempt = new ConnectAttempt();
        CompletableFuture<Pool.Lease> aborted = waiting("pool.size=1", attempt);
        CompletableFuture<Pool.Lease> next = waiting("pool.size=1", new ConnectAttempt());
        attempt.abort();
        assertEquals(FULL + "; the transport was closed by another thread after 0 ms", failure(aborted));
        held.giveBack();
        assertNotNull(next.get());
    }

    @Test
    void anAttemptThatIsAbortedBeforeDoesNotWait() throws Exception {
        acquire("pool.size=1");
        ConnectAttempt attempt = new ConnectAttempt();
        attempt.abort();
        assertThrows(PoolException.class, () -> pool.acquire(wanted("pool.size=1"), attempt, Pool.NO_DEADLINE));
    }

    @Test
    void anInterruptEndsAWaitAndStaysSet() throws Exception {
        Pool.Lease held = acquire("pool.size=1");
        Thread.currentThread().interrupt();
        PoolException e = assertThrows(PoolException.class, () -> acquire("pool.size=1"));
        assertTrue(Thread.interrupted());
        assertEquals(FULL + "; the thread was interrupted after 0 ms", e.getMessage());
        held.giveBack();
        assertNotNull(acquire("pool.size=1"));
    }

    @Test
    void closingEndsWaits() throws Exception {
        Pool.Lease held = acquire("pool.size=1");
        CompletableFuture<Pool.Lease> waiting = waiting("pool.size=1", new ConnectAttempt());
        pool.close();
        assertEquals(FULL + "; the pool of the Session was closed after 0 ms (Parley.close)", failure(waiting));
        assertThrows(PoolException.class, () -> acquire("pool.size=1 pool.wait=0"));
        held.giveBack();
        assertNotNull(acquire("pool.size=1 pool.wait=0"));
    }

    @Test
    void closingKeepsThePauseAndTheLimit() throws Exception {
        Pool.Lease used = acquire("pool.size=3");
        Pool.Lease rejected = acquire("pool.size=3");
        assertEquals(Throttle.CONNECTIONS, rejected.rejected(reply("421 too many connections")));
        assertEquals(Throttle.RATE, rejected.rejected(reply("421 rate limit exceeded")));
        rejected.giveBack();
        long start = clock.nanoTime();
        pool.close();
        assertThrows(PoolException.class, () -> acquire("pool.size=3 pool.wait=0"));
        used.giveBack();
        acquire("pool.size=3 pool.wait=0");
        assertEquals(SECOND, clock.nanoTime() - start);
    }

    @Test
    void aRejectedConnectFromBeforeTheCloseDoesNotWaitAgain() throws Exception {
        acquire("pool.size=2");
        Pool.Lease rejected = acquire("pool.size=2");
        pool.close();
        assertFalse(rejected.acquireAgain(new ConnectAttempt(), Pool.NO_DEADLINE));
    }

    /** Waits that end by themselves, by interrupts and by aborts at any moment, also at that of the hand-over. */
    @Test
    void noPlaceIsLost() throws Exception {
        Pool real = new Pool(this, PoolClock.SYSTEM);
        Random random = new Random(16);
        AtomicInteger inUse = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            long seed = random.nextLong();
            Thread caller = new Thread(() -> {
                try {
                    use(real, new Random(seed), inUse, most);
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            callers.add(caller);
            caller.start();
        }
        while (callers.stream().anyMatch(Thread::isAlive)) {
            callers.get(random.nextInt(callers.size())).interrupt();
            Thread.yield();
        }
        assertEquals(List.of(), failures);
        assertEquals(2, most.get());
        for (int i = 0; i < 2; i++) {
            assertNotNull(real.acquire(wanted("pool.size=2 pool.wait=0"), new ConnectAttempt(), Pool.NO_DEADLINE));
        }
        assertThrows(
                PoolException.class,
                () -> real.acquire(wanted("pool.size=2 pool.wait=0"), new ConnectAttempt(), Pool.NO_DEADLINE));
    }

    private static void use(Pool pool, Random random, AtomicInteger inUse, AtomicInteger most) {
        for (int i = 0; i < 2000; i++) {
            try {
                Pool.Wanted wanted = wanted("pool.size=2 pool.wait=" + random.nextInt(3));
                Pool.Lease lease = pool.acquire(wanted, new ConnectAttempt(), Pool.NO_DEADLINE);
                most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
                Thread.yield();
                inUse.decrementAndGet();
                lease.giveBack();
                lease.giveBack(); // Without effect.
            } catch (PoolException e) {
                Thread.interrupted();
            }
        }
    }

    @Test
    void theServerLimitsTheConnectionsForSomeTime() throws Exception {
        List<Pool.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            leases.add(acquire("pool.size=4"));
        }
        assertEquals(Throttle.CONNECTIONS, leases.get(3).rejected(reply("421 too many connections")));
        leases.get(3).giveBack();
        PoolException e = assertThrows(PoolException.class, () -> acquire("pool.size=4 pool.wait=0"));
        assertEquals(
                "no connection to mx:25: the 3 connections that the server accepts now, of mail.smtp.pool.size=4, are in"
                        + " use, and none became free within 0 ms (mail.smtp.pool.wait): close each Transport, or raise"
                        + " one of these properties",
                e.getMessage());
        clock.advance(MINUTE / 2 - 1);
        assertThrows(PoolException.class, () -> acquire("pool.size=4 pool.wait=0"));
        clock.advance(1);
        assertNotNull(acquire("pool.size=4 pool.wait=0"));
        clock.advance(10 * MINUTE);
        assertThrows(PoolException.class, () -> acquire("pool.size=4 pool.wait=0"));
    }

    @Test
    void oneConnectionRemains() throws Exception {
        Pool.Lease only = acquire("pool.size=4");
        assertEquals(Throttle.CONNECTIONS, only.rejected(reply("421 too many connections")));
        assertFalse(only.acquireAgain(new ConnectAttempt(), Pool.NO_DEADLINE));
        only.giveBack();
        assertNotNull(acquire("pool.size=4 pool.wait=0"));
        assertThrows(PoolException.class, () -> acquire("pool.size=4 pool.wait=0"));
    }

    /** It had its turn: the next place is for it, not for one that came later. */
    @Test
    void aRejectedConnectIsTheNext() throws Exception {
        Pool.Lease used = acquire("pool.size=2");
        Pool.Lease rejected = acquire("pool.size=2");
        CompletableFuture<Pool.Lease> later = waiting("pool.size=2", new ConnectAttempt());
        CompletableFuture<Boolean> again = again(rejected);
        used.giveBack();
        assertTrue(again.get());
        assertFalse(later.isDone());
        rejected.giveBack();
        assertNotNull(later.get());
    }

    /** Not in the order of their rejections. */
    @Test
    void rejectedConnectsWaitInTheOrderOfTheirCalls() throws Exception {
        Pool.Lease used = acquire("pool.size=3");
        Pool.Lease first = acquire("pool.size=3");
        Pool.Lease second = acquire("pool.size=3");
        CompletableFuture<Boolean> firstAgain = again(first);
        CompletableFuture<Boolean> secondAgain = again(second);
        used.giveBack();
        assertTrue(firstAgain.get(5, TimeUnit.SECONDS));
        assertFalse(secondAgain.isDone());
        first.giveBack();
        assertTrue(secondAgain.get());
    }

    private CompletableFuture<Boolean> again(Pool.Lease lease) throws Exception {
        lease.rejected(reply("421 too many connections"));
        CompletableFuture<Boolean> again = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return lease.acquireAgain(new ConnectAttempt(), Pool.NO_DEADLINE);
                    } catch (PoolException e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread.EXECUTOR);
        clock.awaitWaiting();
        return again;
    }

    private void limitRate() throws Exception {
        Pool.Lease rejected = acquire("pool.size=2");
        assertEquals(Throttle.RATE, rejected.rejected(reply("421 4.3.2 Connection rate limit exceeded.")));
        rejected.giveBack();
    }

    @Test
    void aRateInAReplyDelaysTheNextConnect() throws Exception {
        limitRate();
        long start = clock.nanoTime();
        acquire("pool.size=2");
        assertEquals(SECOND, clock.nanoTime() - start);
        acquire("pool.size=2");
        assertEquals(SECOND, clock.nanoTime() - start);
    }

    @Test
    void aConnectThatCannotBeginBeforeItsDeadlineFailsAndKeepsNoPlace() throws Exception {
        limitRate();
        long start = clock.nanoTime();
        PoolException e = assertThrows(
                PoolException.class,
                () -> pool.acquire(wanted("pool.size=1"), new ConnectAttempt(), start + 1_000_000));
        assertEquals(
                "no connection to mx:25: the server replied that the client is too fast (421 4.3.2 Connection rate limit"
                        + " exceeded.), and the next connects wait; this one cannot begin before its deadline: raise"
                        + " mail.smtp.deadline is not set, or connect less often",
                e.getMessage());
        assertEquals(start, clock.nanoTime());
        assertNotNull(acquire("pool.size=1 pool.wait=0"));
    }

    @Test
    void anotherThreadEndsAConnectThatWaitsForTheEndOfAPause() throws Exception {
        limitRate();
        ConnectAttempt attempt = new ConnectAttempt();
        attempt.abort();
        PoolException e =
                assertThrows(PoolException.class, () -> pool.acquire(wanted("pool.size=1"), attempt, Pool.NO_DEADLINE));
        assertTrue(e.getMessage().endsWith("; the transport was closed by another thread"), e::getMessage);
        assertNotNull(acquire("pool.size=1 pool.wait=0"));
    }

    @Test
    void theRateOfTheMessagesDelaysNoConnect() throws Exception {
        Pool.Lease lease = acquire("rate=0.1");
        lease.awaitTurn(new ConnectAttempt(), Pool.NO_DEADLINE);
        long start = clock.nanoTime();
        acquire("rate=0.1");
        acquire("rate=0.1");
        assertEquals(start, clock.nanoTime());
    }

    @Test
    void aRateInAReplyDelaysTheNextMessage() throws Exception {
        Pool.Lease lease = acquire("pool.size=2");
        long start = clock.nanoTime();
        assertEquals(Throttle.RATE, lease.rejected(reply("454 Throttling failure: Maximum sending rate exceeded")));
        PoolException e = assertThrows(
                PoolException.class, () -> lease.awaitTurn(new ConnectAttempt(), clock.nanoTime() + 1_000_000));
        assertTrue(e.getMessage().contains("(454 Throttling failure: Maximum sending rate exceeded)"), e::getMessage);
        assertEquals(start, clock.nanoTime());
    }

    @Test
    void withoutSizeAndRateRepliesChangeNothing() throws Exception {
        Pool.Lease lease = acquire("reuse=30");
        assertEquals(Throttle.NONE, lease.rejected(reply("421 too many connections")));
        assertEquals(Throttle.NONE, lease.rejected(reply("454 Throttling failure: Maximum sending rate exceeded")));
        lease.awaitTurn(new ConnectAttempt(), clock.nanoTime());
    }

    @Test
    void anUnusedPoolIsForgotten() throws Exception {
        Pool.Lease lease = acquire("pool.size=2");
        assertFalse(pool.forgetUnused());
        lease.giveBack();
        assertTrue(pool.forgetUnused());
        assertNull(acquire("pool.size=2"));
    }

    private static Reply reply(String line) throws Exception {
        return Reply.of(List.of(line));
    }
}
