package dev.parley.smtp.send;

import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.smtp.connection.SmtpConnection;
import jakarta.mail.Session;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Dialogs that wait for another connect of the same Session with the same settings.
 *
 * <ol>
 *   <li>{@link #keep}: from a transport that is closed;
 *   <li>{@link #take}: for a transport that connects, the one kept last;
 *   <li>otherwise QUIT, when its time is over or the JVM ends.
 * </ol>
 *
 * A Session is held weakly. The thread that watches the time, and the hook at the end of the JVM, exist only while
 * something is idle: they would keep a web application's class loader. A watcher that died is started again with the
 * next dialog that is kept.
 */
public final class IdleDialogs {
    public static final IdleDialogs SHARED = new IdleDialogs();

    private record Idle(WeakReference<Session> session, SmtpSettings settings, SmtpConnection dialog, long until) {
        boolean isFor(Session wanted, SmtpSettings wantedSettings) {
            return session.get() == wanted && settings.equals(wantedSettings);
        }

        boolean isOf(Session wanted) {
            return session.get() == wanted;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Idle> idle = new ArrayList<>();
    private Optional<Thread> hook = Optional.empty();

    /** Null where there is nothing to watch. */
    private Thread watcher;

    private IdleDialogs() {}

    /** Keeps a dialog; where the Session has as many as it may, the oldest goes. */
    public void keep(Session session, SmtpSettings settings, SmtpConnection dialog) {
        long until = System.nanoTime() + settings.reuse().orElseThrow().toNanos();
        List<Idle> ended = new ArrayList<>();
        lock.lock();
        try {
            idle.add(new Idle(new WeakReference<>(session), settings, dialog, until));
            List<Idle> own = idle.stream().filter(each -> each.isOf(session)).toList();
            ended.addAll(own.subList(0, Math.max(0, own.size() - settings.reuseMax())));
            idle.removeAll(ended);
            watch();
        } finally {
            lock.unlock();
        }
        quit(ended);
    }

    /** A dialog that still stands, as far as can be known without asking the server. */
    public Optional<SmtpConnection> take(Session session, SmtpSettings settings) {
        Optional<SmtpConnection> taken = remove(session, settings);
        while (taken.isPresent() && !taken.get().isSilent()) {
            taken.get().drop("the server ended it while it was idle");
            taken = remove(session, settings);
        }
        return taken;
    }

    private Optional<SmtpConnection> remove(Session session, SmtpSettings settings) {
        lock.lock();
        try {
            Optional<Idle> last =
                    idle.stream().filter(each -> each.isFor(session, settings)).reduce((first, second) -> second);
            last.ifPresent(idle::remove);
            changed.signalAll();
            return last.map(Idle::dialog);
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        changed.signalAll();
        hook();
        if (watcher == null || !watcher.isAlive()) {
            Thread watch = new Thread(this::run, "parley idle connections");
            watch.setDaemon(true);
            watch.start();
            watcher = watch;
        }
    }

    private void hook() {
        if (hook.isPresent()) {
            return;
        }
        Thread atExit = new Thread(() -> quit(all()), "parley idle connections at exit");
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the links end with it.
        }
        hook = Optional.of(atExit);
    }

    private void run() {
        List<Idle> ended = awaitEnded();
        while (!ended.isEmpty()) {
            quit(ended);
            ended = awaitEnded();
        }
    }

    /** @return those whose time is over; none when there is nothing left to watch */
    private List<Idle> awaitEnded() {
        lock.lock();
        try {
            while (!idle.isEmpty()) {
                long now = System.nanoTime();
                List<Idle> ended =
                        idle.stream().filter(each -> each.until - now <= 0).toList();
                if (!ended.isEmpty()) {
                    idle.removeAll(ended);
                    return ended;
                }
                Idle next = idle.stream()
                        .min(Comparator.comparingLong(each -> each.until - now))
                        .orElseThrow();
                changed.await(next.until - now, TimeUnit.NANOSECONDS);
            }
            watcher = null;
        } catch (InterruptedException e) {
            watcher = null;
            Thread.currentThread().interrupt();
        } finally {
            if (idle.isEmpty()) {
                unhook();
            }
            lock.unlock();
        }
        return List.of();
    }

    private void unhook() {
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            // It is running.
        }
        hook = Optional.empty();
    }

    private List<Idle> all() {
        lock.lock();
        try {
            List<Idle> all = List.copyOf(idle);
            idle.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** One that fails, in a socket of the application for example, does not keep the others from their end. */
    private static void quit(List<Idle> ended) {
        for (Idle each : ended) {
            try {
                each.dialog.quit(QuitMode.SHORT_WAIT);
            } catch (Throwable e) {
                ApplicationFailure.log("the end of an idle connection", e);
            }
        }
    }
}
