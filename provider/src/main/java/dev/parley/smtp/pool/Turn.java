package dev.parley.smtp.pool;

import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.smtp.pool.PoolException.Ending;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wait of one thread in a queue. The lock of the queue guards it, except {@link #close}, which another thread calls to
 * end the wait.
 */
class Turn implements Closeable {
    /** No deadline. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private final ReentrantLock lock;
    private final Condition signal;
    private Ending ending; // null: it goes on

    Turn(ReentrantLock lock) {
        this.lock = lock;
        this.signal = lock.newCondition();
    }

    Condition signal() {
        return signal;
    }

    /** Why the wait ended without success; null: it goes on, or succeeded. */
    Ending ending() {
        return ending;
    }

    /** Ends the wait, unless it has ended. */
    void end(Ending why) {
        if (ending == null) {
            ending = why;
            signal.signal();
        }
    }

    /** Lets {@link ConnectAttempt#abort} end the wait. */
    void heldBy(ConnectAttempt attempt) {
        try {
            attempt.hold(this);
        } catch (ConnectAbortedException e) {
            end(Ending.ABORTED);
        } catch (IOException e) {
            throw new AssertionError("close() throws none", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            end(Ending.ABORTED);
        } finally {
            lock.unlock();
        }
    }

    /** The time until a deadline. */
    static long until(long deadline, long now) {
        return deadline == NO_DEADLINE ? Long.MAX_VALUE : deadline - now;
    }
}
