package dev.parley.smtp.async;

import dev.parley.net.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of Parley for asynchronous sends: a virtual thread for each, where the JDK has them (21 and later).
 * Otherwise at most {@value #MOST} daemon threads for the whole JVM, each of which ends after a second without work.
 */
final class SendThreads {
    static final int MOST = 64;
    private static final String NAME = "parley-send";
    private static final Executor EXECUTOR = create();

    private SendThreads() {}

    static Executor executor() {
        return EXECUTOR;
    }

    private static Executor create() {
        try {
            ThreadFactory virtual = virtualThreads();
            return task -> virtual.newThread(task).start();
        } catch (ReflectiveOperationException e) {
            return daemonThreads();
        }
    }

    /** Before JDK 21 there is no such method, or it throws where the preview is not enabled. */
    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        Class<?> builder = Class.forName("java.lang.Thread$Builder");
        Object virtual = Thread.class.getMethod("ofVirtual").invoke(null);
        builder.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(virtual, false);
        builder.getMethod("name", String.class).invoke(virtual, NAME);
        return (ThreadFactory) builder.getMethod("factory").invoke(virtual);
    }

    private static Executor daemonThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST, MOST, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads(NAME));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Removes a task that is not needed any more from the queue of the daemon threads; no effect on other executors. */
    static void remove(Runnable task, Executor from) {
        if (from == EXECUTOR && from instanceof ThreadPoolExecutor threads) {
            threads.remove(task);
        }
    }
}
