package dev.parley.trace.face;

import java.io.PrintStream;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the connections that write to a stream: where there are several, each line begins with a name. */
final class SharedStreams {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<PrintStream, Integer> CONNECTIONS = new WeakHashMap<>();

    private SharedStreams() {}

    static void add(PrintStream out) {
        change(out, 1);
    }

    static void remove(PrintStream out) {
        change(out, -1);
    }

    static boolean isShared(PrintStream out) {
        LOCK.lock();
        try {
            return CONNECTIONS.getOrDefault(out, 0) > 1;
        } finally {
            LOCK.unlock();
        }
    }

    private static void change(PrintStream out, int by) {
        LOCK.lock();
        try {
            CONNECTIONS.merge(out, by, (now, more) -> now + more == 0 ? null : now + more);
        } finally {
            LOCK.unlock();
        }
    }
}
