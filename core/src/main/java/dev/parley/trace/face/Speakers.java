package dev.parley.trace.face;

import java.io.PrintStream;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the connections that write to a stream: where there are several, each line begins with a name. */
final class Speakers {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<PrintStream, Integer> SPEAKING = new WeakHashMap<>();

    private Speakers() {}

    static void begin(PrintStream out) {
        change(out, 1);
    }

    static void end(PrintStream out) {
        change(out, -1);
    }

    static boolean areSeveral(PrintStream out) {
        LOCK.lock();
        try {
            return SPEAKING.getOrDefault(out, 0) > 1;
        } finally {
            LOCK.unlock();
        }
    }

    private static void change(PrintStream out, int by) {
        LOCK.lock();
        try {
            SPEAKING.merge(out, by, (now, more) -> now + more == 0 ? null : now + more);
        } finally {
            LOCK.unlock();
        }
    }
}
