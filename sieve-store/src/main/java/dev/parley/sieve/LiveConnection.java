package dev.parley.sieve;

import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.connection.Download;
import dev.parley.trace.DialogTrail;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** An open connection to an account, which one thread uses at a time. It ends once. */
final class LiveConnection {
    private final ScriptAccount account;

    /** Guards all I/O. Not held while events are notified: their listeners may take Service's lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicReference<CloseReason> end = new AtomicReference<>();
    private volatile long lastUse = System.nanoTime();

    /** A script that is being read; null: none. */
    private volatile Download download;

    /**
     * Why a connection ended.
     *
     * @param trail its last events; null where the application closed the store, and where no events are kept
     */
    record CloseReason(String why, DialogTrail trail) {
        /** The exception, with the last events in it. */
        <E extends Exception> E withTrail(E exception) {
            if (trail != null) {
                exception.addSuppressed(trail);
            }
            return exception;
        }
    }

    LiveConnection(ScriptAccount account) {
        this.account = account;
    }

    ScriptAccount account() {
        return account;
    }

    /** Waits for other threads. */
    void lock() {
        lock.lock();
    }

    void unlock() {
        if (download != null && (download.isComplete() || account.connection().isClosed())) {
            download = null;
        }
        lastUse = System.nanoTime();
        lock.unlock();
    }

    void startReading(Download script) {
        download = script;
    }

    /** Whether a script is being read, until the end of which no command can be sent. */
    boolean isReading() {
        return download != null;
    }

    boolean isInUse() {
        return lock.isLocked() || isReading();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastUse);
    }

    /** Sends LOGOUT; only closes where another thread uses the connection, or a script is being read. */
    void close() {
        if (!lock.tryLock()) {
            account.connection().abort();
            return;
        }
        try {
            if (isReading()) {
                account.connection().abort();
            } else {
                account.connection().logout();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @return false where the end has been noticed before */
    boolean end(CloseReason reason) {
        return end.compareAndSet(null, reason);
    }

    /** Null: the connection has not ended. */
    CloseReason closeReason() {
        return end.get();
    }
}
