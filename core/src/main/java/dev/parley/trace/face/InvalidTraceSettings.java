package dev.parley.trace.face;

import dev.parley.trace.Escaped;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reports invalid trace settings, which are ignored. Each is reported once for a Session, to the System.Logger {@code dev.parley.trace} and to the debug output.
 */
final class InvalidTraceSettings {
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** Guarded by the lock. */
    private static final List<Reported> REPORTED = new ArrayList<>();

    private InvalidTraceSettings() {}

    /** @param texts of the warnings that were reported for these properties */
    private record Reported(WeakReference<Properties> session, Set<String> texts) {}

    /** @param key identifies the warning: the text may differ each time */
    static void report(Properties session, String key, String text, PrintStream debugOut) {
        if (isNew(session, key)) {
            String warning = Escaped.line(text) + "; the connection continues without it";
            debugOut.println("*** trace: " + warning);
            log(warning);
        }
    }

    private static void log(String warning) {
        try {
            System.getLogger("dev.parley.trace").log(Level.WARNING, warning);
        } catch (RuntimeException | LinkageError e) {
            // The application's log handler failed; the debug output has the warning.
        }
    }

    private static boolean isNew(Properties session, String key) {
        LOCK.lock();
        try {
            REPORTED.removeIf(each -> each.session.get() == null);
            for (Reported each : REPORTED) {
                if (each.session.get() == session) {
                    return each.texts.add(key);
                }
            }
            REPORTED.add(new Reported(new WeakReference<>(session), new HashSet<>(Set.of(key))));
            return true;
        } finally {
            LOCK.unlock();
        }
    }
}
