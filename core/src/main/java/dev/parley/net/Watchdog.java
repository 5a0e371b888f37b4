package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a resource when a blocking operation on it takes too long: Java has no time-out for a blocked write. Operations on
 * the resource follow one another; {@link #start} and {@link #stop} are before and after each. Unless the application
 * provides an executor, one daemon thread serves all resources of the JVM, and ends when none is watched.
 *
 * <p>An operation sets a field and wakes no thread: the timer of an earlier operation stays scheduled, and when it runs, it
 * schedules itself for the present operation.
 */
final class Watchdog implements Runnable, AutoCloseable {
    static final ScheduledExecutorService CLOCK = clock();

    /** No operation is in progress; or no timer is scheduled. {@link #time} never returns it. */
    private static final long NONE = 0;

    private static final long EXPIRED = 1;

    /** What becomes of the timer after an operation. */
    enum Timer {
        /** It stays scheduled, and serves the next operation. */
        KEPT,
        /** It is cancelled: an executor that ends meanwhile rejects the next operation. */
        CANCELLED
    }

    private final Closeable watched;
    private final ScheduledExecutorService clock;
    private final Timer afterOperation;
    private final AtomicLong deadline = new AtomicLong(NONE);

    /** When the timer runs. Written before {@code deadline} is read by the timer, and read after it is written. */
    private volatile long wakeUp = NONE;

    private Future<?> timer; // null: none was scheduled; guarded by this
    private boolean closed; // guarded by this

    Watchdog(Closeable watched, ScheduledExecutorService clock, Timer afterOperation) {
        this.watched = watched;
        this.clock = clock;
        this.afterOperation = afterOperation;
    }

    static Watchdog of(Closeable watched) {
        return new Watchdog(watched, CLOCK, Timer.KEPT);
    }

    /** @param clock of the application */
    static Watchdog of(Closeable watched, ScheduledExecutorService clock) {
        return new Watchdog(watched, clock, Timer.CANCELLED);
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
        long end = time(nanoTime);
        if (deadline.compareAndSet(NONE, end)) {
            long planned = wakeUp;
            if (planned == NONE || end - planned < 0) {
                schedule(end);
            }
        }
    }

    /** The operation has ended. */
    void stop() {
        long end = deadline.get();
        if (end != EXPIRED) {
            deadline.compareAndSet(end, NONE);
        }
        if (afterOperation == Timer.CANCELLED) {
            cancel();
        }
    }

    /** Whether the time of an operation was up and the resource closed. */
    boolean hasExpired() {
        return deadline.get() == EXPIRED;
    }

    /** Ends the watch. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
        cancel();
    }

    /** Runs on the clock's thread. */
    @Override
    public void run() {
        wakeUp = NONE;
        long end = deadline.get();
        if (end == NONE || end == EXPIRED) {
            return;
        }
        if (end - System.nanoTime() > 0) {
            schedule(end);
        } else if (deadline.compareAndSet(end, EXPIRED)) {
            try {
                watched.close();
            } catch (IOException e) {
                // Nothing more can be closed; the blocked thread fails.
            }
        }
    }

    private synchronized void schedule(long end) {
        long planned = wakeUp;
        if (closed || planned != NONE && planned - end <= 0) {
            return;
        }
        cancel();
        wakeUp = end;
        timer = clock.schedule(this, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private synchronized void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        wakeUp = NONE;
    }

    private static long time(long nanoTime) {
        return nanoTime == NONE || nanoTime == EXPIRED ? EXPIRED + 1 : nanoTime;
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, new DaemonThreads("parley-watchdog"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }
}
