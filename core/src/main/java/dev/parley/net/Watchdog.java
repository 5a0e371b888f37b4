package dev.parley.net;

import dev.parley.settings.ApplicationFailure;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Closes a resource when a blocking call on it takes too long, or its thread is interrupted: Java has no time-out for a
 * blocked write, and an interrupt does not end a read of a platform thread. Calls on the resource follow one another;
 * {@link #start} and {@link #stop} are before and after each.
 *
 * <p>A call only sets fields. One daemon thread reads the fields of all open watchdogs of the JVM, twice a second or at the
 * earliest deadline. It is woken only for a deadline before its next look, and by the first call after some seconds without
 * one. It ends some seconds after the last watchdog was closed. Where the application provides an executor, each call also
 * schedules a timer there.
 */
final class Watchdog implements AutoCloseable, Runnable {
    /** No call is in progress. */
    private static final long NONE = 0;

    private static final long EXPIRED = 1;
    private static final long INTERRUPTED = 2;

    /** Weak: a connection that its application never closes can be collected. */
    private static final Set<WeakReference<Watchdog>> OPEN = ConcurrentHashMap.newKeySet();

    private final Closeable watched;
    private final ScheduledExecutorService executor; // null: the thread of all watchdogs
    private final AtomicLong state = new AtomicLong(NONE); // or the time when the call must have ended
    private final WeakReference<Watchdog> reference = new WeakReference<>(this);
    private Deadline operation = Deadline.NONE;
    private Thread caller; // null: none. Written before the state, and read after it
    private Future<?> timer; // null: none was scheduled

    private Watchdog(Closeable watched, ScheduledExecutorService executor) {
        this.watched = watched;
        this.executor = executor;
    }

    static Watchdog of(Closeable watched) {
        return of(watched, null);
    }

    /** @param executor of the application; null: none */
    static Watchdog of(Closeable watched, ScheduledExecutorService executor) {
        Watchdog watchdog = new Watchdog(watched, executor);
        OPEN.add(watchdog.reference);
        Ticker.require();
        return watchdog;
    }

    /** For one call, which has started, of no operation. */
    static Watchdog over(Closeable watched, Duration limit) {
        return over(watched, limit, Deadline.NONE);
    }

    /**
     * For one call, which has started.
     *
     * @param limit zero: none
     */
    static Watchdog over(Closeable watched, Duration limit, Deadline operation) {
        Watchdog watchdog = of(watched);
        watchdog.operation = operation;
        watchdog.start(limit);
        return watchdog;
    }

    /** The calls from now on are those of an operation of the application, with one deadline for all of them. */
    void limit(Deadline limit) {
        operation = limit;
    }

    Deadline operation() {
        return operation;
    }

    /**
     * A call starts.
     *
     * @param limit zero: none
     */
    void start(Duration limit) {
        long now = System.nanoTime();
        startUntil(Deadline.end(limit, now), now);
    }

    /** A call starts, with a deadline in the time of {@link System#nanoTime}. */
    void startUntil(long nanoTime) {
        startUntil(nanoTime, System.nanoTime());
    }

    private void startUntil(long ownEnd, long now) {
        long end = operation.earlier(ownEnd);
        long time = isTime(end) ? end : INTERRUPTED + 1;
        caller = Thread.currentThread();
        if (!state.compareAndSet(NONE, time)) {
            return;
        }
        Ticker.wakeFor(time, now);
        boolean isLimited =
                ownEnd - now < Deadline.FAR / 2 || !operation.limit().isZero();
        if (executor != null && isLimited) {
            timer = executor.schedule(this, time - now, TimeUnit.NANOSECONDS);
        }
    }

    private static boolean isTime(long state) {
        return state < NONE || state > INTERRUPTED;
    }

    /** The call has ended. */
    void stop() {
        caller = null;
        long end = state.get();
        if (isTime(end)) {
            state.compareAndSet(end, NONE);
        }
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Whether the resource was closed: the time of a call was up, or its thread was interrupted. */
    boolean hasEnded() {
        long now = state.get();
        return now == EXPIRED || now == INTERRUPTED;
    }

    /**
     * Why a call failed.
     *
     * @param failure of the call
     * @param timeout the message where the call took too long, and its operation has time left
     */
    IOException reason(IOException failure, String timeout) {
        long now = state.get();
        if (now == INTERRUPTED || Thread.currentThread().isInterrupted() && isClosedByInterrupt(failure)) {
            return Deadline.interrupted(failure);
        }
        return now != EXPIRED
                ? failure
                : operation.hasPassed() ? operation.passed() : new SocketTimeoutException(timeout);
    }

    /** The JDK itself ends a call of a virtual thread, and one on a channel; perhaps below TLS. */
    private static boolean isClosedByInterrupt(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ClosedByInterruptException || "Closed by interrupt".equals(each.getMessage())) {
                return true;
            }
        }
        return false;
    }

    /** Ends the watch. */
    @Override
    public void close() {
        OPEN.remove(reference);
        stop();
    }

    /** Closes the resource if the time is up, or the thread of the call is interrupted. */
    @Override
    public void run() {
        long end = state.get();
        Thread blocked = caller;
        if (!isTime(end)) {
            return;
        }
        if (end - System.nanoTime() <= 0) {
            end(end, EXPIRED);
        } else if (blocked != null && blocked.isInterrupted()) {
            end(end, INTERRUPTED);
        }
    }

    private void end(long time, long why) {
        if (state.compareAndSet(time, why)) {
            closeAtOnce(watched);
        }
    }

    /**
     * Closes a resource that another thread uses, without waiting: the close of a TLS socket waits for a blocked write, and
     * that of an application's socket may do anything.
     */
    static void closeAtOnce(Closeable used) {
        boolean mayBlock = used instanceof Socket && used.getClass() != Socket.class && !(used instanceof UnixSocket);
        if (mayBlock) {
            new DaemonThreads("parley-close").newThread(() -> close(used)).start();
        } else {
            close(used);
        }
    }

    private static void close(Closeable used) {
        try {
            used.close();
        } catch (IOException | RuntimeException | Error e) {
            // Nothing more can be closed; the other watchdogs go on.
        }
    }

    /** The thread of all watchdogs. */
    private static final class Ticker implements Runnable {
        private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(500);
        private static final long IDLE = TimeUnit.SECONDS.toNanos(10);

        /** After so many looks without a call, the thread looks rarely. */
        private static final int IDLE_LOOKS = 4;

        private static final ReentrantLock LOCK = new ReentrantLock();

        private static volatile Thread thread; // null: none runs; set under the lock

        /** When the thread looks again. Written before it reads the deadlines, and read after a deadline is written. */
        private static volatile long next;

        /** Starts the thread, unless it runs. Called after a watchdog was added. */
        static void require() {
            if (thread == null) {
                start();
            }
        }

        private static void start() {
            LOCK.lock();
            try {
                if (thread == null) {
                    next = System.nanoTime();
                    Thread started = new Thread(null, new Ticker(), "parley-watchdog", 0, false);
                    started.setDaemon(true);
                    started.setContextClassLoader(null);
                    thread = started;
                    started.start();
                }
            } finally {
                LOCK.unlock();
            }
        }

        /** Ends the thread where there are no watchdogs. One that is added meanwhile is found, or starts another thread. */
        private static boolean end() {
            LOCK.lock();
            try {
                Thread present = thread;
                thread = null;
                if (OPEN.isEmpty()) {
                    return true;
                }
                thread = present;
                return false;
            } finally {
                LOCK.unlock();
            }
        }

        /** Twice a second is early enough for an interrupt. */
        static void wakeFor(long deadline, long now) {
            if (deadline - next < 0 || now + BUSY - next < 0) {
                LockSupport.unpark(thread);
            }
        }

        private int idleLooks;

        @Override
        public void run() {
            do {
                LockSupport.parkNanos(this, lookAgain() - System.nanoTime());
            } while (!OPEN.isEmpty() || !end());
        }

        /** The thread must not end by an Error, such as that of a thread that cannot be started. */
        private long lookAgain() {
            try {
                return look();
            } catch (Throwable e) {
                ApplicationFailure.log("the end of a blocked call", e);
                return System.nanoTime() + BUSY;
            }
        }

        /** Closes what must end, and returns when to look again. */
        private long look() {
            long now = System.nanoTime();
            next = now + (idleLooks < IDLE_LOOKS - 1 ? BUSY : IDLE); // A start need not unpark for an earlier look.
            long earliest = now + BUSY;
            boolean busy = false;
            for (WeakReference<Watchdog> each : OPEN) {
                Watchdog watchdog = each.get();
                long end = watchdog == null ? NONE : watchdog.state.get();
                if (watchdog == null) {
                    OPEN.remove(each);
                } else if (isTime(end)) {
                    busy = true;
                    earliest = end - earliest < 0 ? end : earliest;
                    watchdog.run();
                }
            }
            idleLooks = busy ? 0 : Math.min(IDLE_LOOKS, idleLooks + 1);
            if (idleLooks < IDLE_LOOKS) {
                next = earliest;
            }
            return next;
        }
    }
}
