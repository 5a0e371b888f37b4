package dev.parley.net;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads, which do not keep the JVM running. They have no context class loader and no inherited thread
 * locals: these would keep an application from being unloaded.
 */
public record DaemonThreads(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
