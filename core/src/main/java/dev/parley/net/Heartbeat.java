package dev.parley.net;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Does something again and again, and is told each time when next. The watchdog's clock says when; what is done may
 * block, so it has a thread, but only while it is being done.
 */
public final class Heartbeat implements AutoCloseable {
    private static final ExecutorService WORKERS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "parley-heartbeat");
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                return thread;
            });

    private final Supplier<Optional<Duration>> beat;
    private volatile boolean ended;
    private volatile Future<?> next;

    private Heartbeat(Supplier<Optional<Duration>> beat) {
        this.beat = beat;
    }

    /** @param beat gives the time until it is to be called again; empty for never */
    public static Heartbeat start(Duration first, Supplier<Optional<Duration>> beat) {
        Heartbeat heartbeat = new Heartbeat(beat);
        heartbeat.schedule(first);
        return heartbeat;
    }

    /** No further beat begins; one that is under way goes on to its end. */
    @Override
    public void close() {
        ended = true;
        next.cancel(false);
    }

    private void schedule(Duration delay) {
        next = Watchdog.CLOCK.schedule(() -> WORKERS.execute(this::beat), delay.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            next.cancel(false);
        }
    }

    private void beat() {
        if (!ended) {
            beat.get().ifPresent(this::schedule);
        }
    }
}
