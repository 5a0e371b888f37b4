package dev.parley.sieve;

import dev.parley.net.Deadline;
import dev.parley.sieve.account.ScriptAccount;
import dev.parley.sieve.connection.Download;
import dev.parley.trace.DialogTrail;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open connection to an account, which one thread uses at a time. It ends once. */
final class LiveConnection {
    private final ScriptAccount account;

    /** Guards all I/O. Not held while events are notified: their listeners may take Service's lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private volatile long lastUse = System.nanoTime();

    /** A script that is being read; null: none. */
    private volatile @Nullable Download download;

    /**
     * Why a connection ended.
     *
     * @param trail its last events; null where the application closed the store, and where no events are kept
     */
    record CloseReason(String why, @Nullable DialogTrail trail) {
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
        account.connection().begin(Deadline.NONE); // That of connecting is over.
    }

    ScriptAccount account() {
        return account;
    }

    /**
     * Begins an operation: waits for other threads. One within another has the deadline of that.
     *
     * @throws InterruptedIOException when its deadline passes before, or the thread is interrupted
     */
    void lock() throws InterruptedIOException {
        Deadline deadline = Deadline.in(account.settings().network().timeouts().deadline());
        deadline.await(lock);
        if (lock.getHoldCount() == 1) {
            account.connection().begin(deadline);
        }
    }

    void unlock() {
        if (lock.getHoldCount() == 1) {
            account.connection().begin(Deadline.NONE);
        }
        Download reading = download;
        if (reading != null && (reading.isComplete() || account.connection().isClosed())) {
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
    @Nullable CloseReason closeReason() {
        return end.get();
    }
}
