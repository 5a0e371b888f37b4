package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
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
 * Closes a resource when a blocking operation on it takes too long: Java has no time-out for a blocked write. Operations on
 * the resource follow one another; {@link #start} and {@link #stop} are before and after each.
 *
 * <p>An operation only sets a field. One daemon thread reads the fields of all open watchdogs of the JVM, once a second or
 * at the earliest deadline. It is woken only for a deadline before its next look, and ends some seconds after the last
 * watchdog was closed. Where the application provides an executor, each operation schedules a timer there instead.
 */
final class Watchdog implements AutoCloseable, Runnable {
    /** No operation is in progress. */
    private static final long NONE = 0;

    private static final long EXPIRED = 1;

    /** Weak: a connection that its application never closes can be collected. */
    private static final Set<WeakReference<Watchdog>> OPEN = ConcurrentHashMap.newKeySet();

    private final Closeable watched;
    private final ScheduledExecutorService executor; // null: the thread of all watchdogs
    private final AtomicLong deadline = new AtomicLong(NONE);
    private final WeakReference<Watchdog> reference = new WeakReference<>(this);
    private Future<?> timer; // null: none was scheduled

    private Watchdog(Closeable watched, ScheduledExecutorService executor) {
        this.watched = watched;
        this.executor = executor;
    }

    static Watchdog of(Closeable watched) {
        Watchdog watchdog = new Watchdog(watched, null);
        OPEN.add(watchdog.reference);
        Ticker.require();
        return watchdog;
    }

    /** @param executor of the application */
    static Watchdog of(Closeable watched, ScheduledExecutorService executor) {
        return new Watchdog(watched, executor);
    }

    /** For one operation, which has started. */
    static Watchdog over(Closeable watched, Duration limit) {
        Watchdog watchdog = of(watched);
        watchdog.start(limit);
        return watchdog;
    }

    /** An operation starts. */
    void start(Duration limit) {
        startUntil(System.nanoTime() + limit.toNanos());
    }

    /** An operation starts, with a deadline in the time of {@link System#nanoTime}. */
    void startUntil(long nanoTime) {
        long end = nanoTime == NONE || nanoTime == EXPIRED ? EXPIRED + 1 : nanoTime;
        if (!deadline.compareAndSet(NONE, end)) {
            return;
        }
        if (executor == null) {
            Ticker.wakeFor(end);
        } else {
            timer = executor.schedule(this, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    /** The operation has ended. */
    void stop() {
        long end = deadline.get();
        if (end != EXPIRED) {
            deadline.compareAndSet(end, NONE);
        }
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Whether the time of an operation was up and the resource closed. */
    boolean hasExpired() {
        return deadline.get() == EXPIRED;
    }

    /** Ends the watch. */
    @Override
    public void close() {
        OPEN.remove(reference);
        stop();
    }

    /** Closes the resource if the time is up. */
    @Override
    public void run() {
        long end = deadline.get();
        if (end != NONE && end != EXPIRED && end - System.nanoTime() <= 0 && deadline.compareAndSet(end, EXPIRED)) {
            try {
                watched.close();
            } catch (IOException | RuntimeException | Error e) {
                // The application's socket may throw anything; the other watchdogs go on.
            }
        }
    }

    /** The thread of all watchdogs. */
    private static final class Ticker implements Runnable {
        private static final long BUSY = TimeUnit.SECONDS.toNanos(1);
        private static final long IDLE = TimeUnit.SECONDS.toNanos(10);

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

        static void wakeFor(long deadline) {
            if (deadline - next < 0) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            do {
                LockSupport.parkNanos(this, look() - System.nanoTime());
            } while (!OPEN.isEmpty() || !end());
        }

        /** Closes what is overdue, and returns when to look again. */
        private static long look() {
            long now = System.nanoTime();
            next = now + IDLE;
            long earliest = now + BUSY;
            boolean busy = false;
            for (WeakReference<Watchdog> each : OPEN) {
                Watchdog watchdog = each.get();
                long end = watchdog == null ? NONE : watchdog.deadline.get();
                if (watchdog == null) {
                    OPEN.remove(each);
                } else if (end != NONE && end != EXPIRED) {
                    busy = true;
                    earliest = end - earliest < 0 ? end : earliest;
                    watchdog.run();
                }
            }
            if (busy) {
                next = earliest;
            }
            return next;
        }
    }
}
