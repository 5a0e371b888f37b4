package dev.parley.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes what takes too long. One daemon thread serves every link of the JVM, and ends when there is nothing to watch:
 * a blocked write has no time-out of its own in Java.
 */
final class Watchdog {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private Watchdog() {}

    /** Something being watched; closing it calls the dog off. */
    static final class Watch implements AutoCloseable {
        private final Future<?> bite;

        private Watch(Future<?> bite) {
            this.bite = bite;
        }

        /** Whether it took too long and was closed. */
        boolean hasBitten() {
            return bite.isDone() && !bite.isCancelled();
        }

        @Override
        public void close() {
            bite.cancel(false);
        }
    }

    static Watch over(Closeable watched, Duration limit) {
        return new Watch(CLOCK.schedule(() -> bite(watched), limit.toNanos(), TimeUnit.NANOSECONDS));
    }

    private static void bite(Closeable watched) {
        try {
            watched.close();
        } catch (IOException e) {
            // It is closed as far as it can be; the blocked thread sees the rest.
        }
    }

    private static ScheduledThreadPoolExecutor clock() {
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
