package dev.parley.net;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads, which do not keep the JVM running. They have no context class loader: one would keep an
 * application from being unloaded.
 */
record DaemonThreads(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
