package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes what takes too long: a blocked write has no time-out of its own in Java. Where the application gives no clock,
 * one daemon thread serves every link of the JVM, and ends when there is nothing to watch.
 */
final class Watchdog {
    static final ScheduledExecutorService CLOCK = clock();

    private Watchdog() {}

    /** A watched resource; closing the watch stops the timer. */
    static final class Watch implements AutoCloseable {
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

        private void expire() {
            expired = true;
            try {
                watched.close();
            } catch (IOException e) {
                // It is closed as far as it can be; the blocked thread sees the rest.
            }
        }
    }

    static Watch over(Closeable watched, Duration limit) {
        return over(watched, limit, CLOCK);
    }

    static Watch over(Closeable watched, Duration limit, ScheduledExecutorService clock) {
        Watch watch = new Watch(watched);
        watch.timer = clock.schedule(watch::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "parley-watchdog");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }
}
