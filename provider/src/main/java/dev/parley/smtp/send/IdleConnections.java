package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.smtp.connection.SmtpConnection;
import jakarta.mail.Session;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The idle connections of the JVM, kept for another connect of the same Session with the same settings.
 *
 * <ol>
 *   <li>{@link #keep}: from a transport that is closed;
 *   <li>{@link #take}: for a transport that connects, the one kept last;
 *   <li>otherwise QUIT, when its time is over or the JVM ends.
 * </ol>
 *
 * A Session is referenced weakly. The thread that watches the time, and the hook at the end of the JVM, exist only while a
 * connection is idle: they would keep a web application's class loader. A watcher that died is replaced when the next
 * connection is kept.
 */
final class IdleConnections {
    static final IdleConnections SHARED = new IdleConnections();

    /** @param until {@link System#nanoTime} when its time is over */
    private record Idle(WeakReference<Session> session, SmtpSettings settings, SmtpConnection connection, long until) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Idle> idle = new ArrayList<>();
    private Thread watcher; // null: nothing is idle
    private Thread exitHook; // null: nothing is idle

    private IdleConnections() {}

    /** Keeps a connection. Where the Session has its maximum, the oldest is closed. */
    void keep(Session session, SmtpSettings settings, SmtpConnection connection) {
        long until = System.nanoTime() + settings.reuse().idle().toNanos();
        List<Idle> excess;
        lock.lock();
        try {
            idle.add(new Idle(new WeakReference<>(session), settings, connection, until));
            excess = oldest(session, settings.reuse().max());
            idle.removeAll(excess);
            watch();
        } finally {
            lock.unlock();
        }
        quit(excess);
    }

    /** A connection that is alive, as far as the client can determine without I/O; null where there is none. */
    SmtpConnection take(Session session, SmtpSettings settings) {
        SmtpConnection taken = removeLast(session, settings);
        while (taken != null && !taken.isSilent()) {
            taken.close("by the server, while the connection was idle");
            taken = removeLast(session, settings);
        }
        return taken;
    }

    private List<Idle> oldest(Session session, int max) {
        List<Idle> own = new ArrayList<>();
        for (Idle each : idle) {
            if (each.session.get() == session) {
                own.add(each);
            }
        }
        return own.subList(0, Math.max(0, own.size() - max));
    }

    private SmtpConnection removeLast(Session session, SmtpSettings settings) {
        lock.lock();
        try {
            for (int i = idle.size() - 1; i >= 0; i--) {
                if (idle.get(i).session.get() == session && idle.get(i).settings.equals(settings)) {
                    changed.signalAll();
                    return idle.remove(i).connection;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        changed.signalAll();
        if (exitHook == null) {
            exitHook = new ExitHook();
            try {
                Runtime.getRuntime().addShutdownHook(exitHook);
            } catch (IllegalStateException e) {
                // The JVM is ending already, and the connections with it.
            }
        }
        if (watcher == null || !watcher.isAlive()) {
            watcher = new Watcher();
            watcher.start();
        }
    }

    /** @return those whose time is over; empty when nothing is left to watch */
    private List<Idle> awaitExpired() {
        lock.lock();
        try {
            while (!idle.isEmpty()) {
                long now = System.nanoTime();
                List<Idle> expired = removeExpired(now);
                if (!expired.isEmpty()) {
                    return expired;
                }
                changed.await(shortestRest(now), TimeUnit.NANOSECONDS);
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
        return List.of();
    }

    private List<Idle> removeExpired(long now) {
        List<Idle> expired = new ArrayList<>();
        for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
            Idle next = each.next();
            if (next.until - now <= 0) {
                each.remove();
                expired.add(next);
            }
        }
        return expired;
    }

    private long shortestRest(long now) {
        long shortest = Long.MAX_VALUE;
        for (Idle each : idle) {
            shortest = Math.min(shortest, each.until - now);
        }
        return shortest;
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

    /** A connection that fails, in a socket of the application for example, does not prevent the end of the others. */
    private static void quit(List<Idle> ended) {
        for (Idle each : ended) {
            try {
                each.connection.quit(QuitMode.SHORT_WAIT);
            } catch (Throwable e) {
                ApplicationFailure.log("the end of an idle connection", e);
            }
        }
    }

    private final class Watcher extends Thread {
        Watcher() {
            super("parley idle connections");
            setDaemon(true);
        }

        @Override
        public void run() {
            List<Idle> expired = awaitExpired();
            while (!expired.isEmpty()) {
                quit(expired);
                expired = awaitExpired();
            }
        }
    }

    private final class ExitHook extends Thread {
        ExitHook() {
            super("parley idle connections at exit");
        }

        @Override
        public void run() {
            quit(removeAll());
        }
    }
}
