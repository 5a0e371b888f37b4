package dev.parley.smtp.pool;

import dev.parley.net.DaemonThreads;
import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.connection.QuitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The idle connections of the JVM, kept for another connect of the same Session with the same settings. Each of them has a
 * place in its pool, which it gives back after QUIT.
 *
 * <ol>
 *   <li>{@link #keep}: from a transport that is closed;
 *   <li>{@link #takeLast}: for a transport that connects, the one kept last;
 *   <li>otherwise QUIT, when its time is over or the JVM ends.
 * </ol>
 *
 * The thread that watches the time, and the hook at the end of the JVM, exist only while a connection is idle: they would
 * keep a web application's class loader. A watcher that died is replaced when the next connection is kept.
 */
final class IdleConnections {
    static final IdleConnections SHARED = new IdleConnections();

    private static final DaemonThreads WATCHER = new DaemonThreads("parley idle connections");
    private static final DaemonThreads EXIT_HOOK = new DaemonThreads("parley idle connections at exit");

    /** The pool of an idle connection. */
    interface Owner {
        /** The pools of its Session, which have one maximum of idle connections. */
        Object session();

        /** An idle connection has ended, and gives its place back. */
        void ended();
    }

    /**
     * An idle connection.
     *
     * @param until {@link System#nanoTime} when its time is over
     */
    record Idle(Owner owner, PooledConnection pooled, long until) {
        /**
         * Sends QUIT and gives the place back. A connection that fails, in a socket of the application for example, does not
         * prevent the end of others.
         */
        void quit(QuitMode mode) {
            close(mode);
            owner.ended();
        }

        /** Sends QUIT; the place is used by another connection. */
        void close(QuitMode mode) {
            try {
                pooled.connection().quit(mode);
            } catch (Throwable e) {
                ApplicationFailure.log("the end of an idle connection", e);
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Idle> idle = new ArrayList<>();
    private Thread watcher; // null: nothing is idle
    private Thread exitHook; // null: nothing is idle
    private long wakesAt; // Only while the watcher waits.

    private IdleConnections() {}

    /**
     * Keeps a connection.
     *
     * @param nanos how long
     * @param max the most of its Session
     * @return the oldest above the maximum, which the caller ends
     */
    List<Idle> keep(Owner owner, PooledConnection pooled, long nanos, int max) {
        lock.lock();
        try {
            Idle added = new Idle(owner, pooled, System.nanoTime() + nanos);
            idle.add(added);
            List<Idle> excess = oldest(owner.session(), max);
            idle.removeAll(excess);
            watch(added);
            return excess;
        } finally {
            lock.unlock();
        }
    }

    /** The connection with these settings that was kept last; null where there is none. */
    PooledConnection takeLast(Owner owner, Object settings) {
        lock.lock();
        try {
            for (int i = idle.size() - 1; i >= 0; i--) {
                if (idle.get(i).owner == owner && idle.get(i).pooled.settings().equals(settings)) {
                    return remove(i).pooled;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The connection that was kept first; null where there is none. */
    Idle takeOldest(Owner owner) {
        lock.lock();
        try {
            for (int i = 0; i < idle.size(); i++) {
                if (idle.get(i).owner == owner) {
                    return remove(i);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    int count(Owner owner) {
        lock.lock();
        try {
            int count = 0;
            for (Idle each : idle) {
                if (each.owner == owner) {
                    count++;
                }
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private Idle remove(int index) {
        Idle removed = idle.remove(index);
        if (idle.isEmpty()) {
            changed.signalAll();
        }
        return removed;
    }

    private List<Idle> oldest(Object session, int max) {
        List<Idle> own = new ArrayList<>();
        for (Idle each : idle) {
            if (each.owner.session() == session) {
                own.add(each);
            }
        }
        return List.copyOf(own.subList(0, Math.max(0, own.size() - max)));
    }

    private void watch(Idle added) {
        if (added.until - wakesAt < 0) {
            changed.signalAll();
        }
        if (exitHook == null) {
            exitHook = EXIT_HOOK.newThread(this::quitAll);
            try {
                Runtime.getRuntime().addShutdownHook(exitHook);
            } catch (IllegalStateException e) {
                // The JVM is ending already, and the connections with it.
            }
        }
        if (watcher == null || !watcher.isAlive()) {
            watcher = WATCHER.newThread(this::quitExpired);
            watcher.start();
        }
    }

    /** @return the next one whose time is over, the others stay; null when nothing is left to watch */
    private Idle awaitExpired() {
        lock.lock();
        try {
            while (!idle.isEmpty()) {
                int first = firstToExpire();
                long now = System.nanoTime();
                wakesAt = idle.get(first).until;
                if (wakesAt - now <= 0) {
                    return remove(first);
                }
                changed.await(wakesAt - now, TimeUnit.NANOSECONDS);
            }
            watcher = null;
        } catch (InterruptedException e) {
            watcher = null;
            Thread.currentThread().interrupt();
        } finally {
            if (idle.isEmpty()) {
                removeExitHook();
            }
            lock.unlock();
        }
        return null;
    }

    private int firstToExpire() {
        int first = 0;
        for (int i = 1; i < idle.size(); i++) {
            if (idle.get(i).until - idle.get(first).until < 0) {
                first = i;
            }
        }
        return first;
    }

    private void removeExitHook() {
        try {
            if (exitHook != null) {
                Runtime.getRuntime().removeShutdownHook(exitHook);
            }
        } catch (IllegalStateException e) {
            // It is running.
        }
        exitHook = null;
    }

    private List<Idle> removeAll() {
        lock.lock();
        try {
            List<Idle> all = List.copyOf(idle);
            idle.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** One after another, without a wait for a server that does not reply. */
    private void quitExpired() {
        for (Idle expired = awaitExpired(); expired != null; expired = awaitExpired()) {
            expired.quit(QuitMode.NO_WAIT);
        }
    }

    private void quitAll() {
        for (Idle each : removeAll()) {
            each.quit(QuitMode.SHORT_WAIT);
        }
    }
}
