package dev.parley.net;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Repeats a task that returns each time when to run next. A clock of all heartbeats starts it; the task may block, so it runs
 * on a thread of its own, which exists only while the task runs.
 */
public final class Heartbeat implements AutoCloseable {
    private static final ExecutorService WORKERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new DaemonThreads("parley-heartbeat"));

    private static final ScheduledExecutorService CLOCK = clock();

    /** The repeated task. */
    @FunctionalInterface
    public interface Task {
        /** @return the time until the next call; empty: there is none */
        Optional<Duration> run();
    }

    private final Task task;
    private volatile boolean ended;
    private volatile Future<?> next;

    private Heartbeat(Task task) {
        this.task = task;
    }

    public static Heartbeat start(Duration first, Task task) {
        Heartbeat heartbeat = new Heartbeat(task);
        heartbeat.schedule(first);
        return heartbeat;
    }

    /** The task is not called again; a call that is running completes. */
    @Override
    public void close() {
        ended = true;
        next.cancel(false);
    }

    private void schedule(Duration delay) {
        next = CLOCK.schedule(new Tick(), delay.toNanos(), TimeUnit.NANOSECONDS);
        if (ended) {
            next.cancel(false);
        }
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, new DaemonThreads("parley-clock"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    /** Runs on the clock's thread, which must not block. */
    private final class Tick implements Runnable {
        @Override
        public void run() {
            WORKERS.execute(new Run());
        }
    }

    private final class Run implements Runnable {
        @Override
        public void run() {
            if (ended) {
                return;
            }
            Optional<Duration> delay = task.run();
            if (delay.isPresent()) {
                schedule(delay.get());
            }
        }
    }
}
