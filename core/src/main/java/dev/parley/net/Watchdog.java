package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes a resource after a time limit: Java has no time-out for a blocked write. Unless the application gives an
 * executor, one daemon thread serves all links of the JVM, and ends when there is nothing to watch.
 */
final class Watchdog {
    static final ScheduledExecutorService CLOCK = clock();

    private Watchdog() {}

    /** A watched resource; closing the watch stops the timer. */
    static final class Watch implements AutoCloseable, Runnable {
        private final Closeable watched;
        private volatile boolean expired;
        private Future<?> timer;

        private Watch(Closeable watched) {
            this.watched = watched;
        }

        /** Whether the time limit was reached and the resource closed. */
        boolean hasExpired() {
            return expired;
        }

        @Override
        public void close() {
            timer.cancel(false);
        }

        /** Runs on the clock's thread when the time limit is reached. */
        @Override
        public void run() {
            expired = true;
            try {
                watched.close();
            } catch (IOException e) {
                // Nothing more can be closed; the blocked thread fails.
            }
        }
    }

    static Watch over(Closeable watched, Duration limit) {
        return over(watched, limit, CLOCK);
    }

    static Watch over(Closeable watched, Duration limit, ScheduledExecutorService clock) {
        Watch watch = new Watch(watched);
        watch.timer = clock.schedule(watch, limit.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, new DaemonThreads("parley-watchdog"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }
}
