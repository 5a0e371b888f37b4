package dev.parley.testing;

import java.util.concurrent.Executor;

/** Runs a task in a daemon thread of its own. The common pool may have one thread only, which another call of a test blocks. */
public final class OwnThread {
    public static final Executor EXECUTOR = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThread() {}
}
