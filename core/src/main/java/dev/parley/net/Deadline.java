package dev.parley.net;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A time limit and its start: for one reply, for several that share it, or for a whole operation of the application.
 *
 * @param limit the whole time; zero: no limit
 * @param start {@link System#nanoTime} when it began
 */
public record Deadline(Duration limit, long start) {
    /** No limit. */
    public static final Deadline NONE = new Deadline(Duration.ZERO, 0);

    private static final Duration EARLIER_REPLY = Duration.ofSeconds(1);

    /** Later than any deadline; times of {@link System#nanoTime} are compared by their difference. */
    static final long FAR = Long.MAX_VALUE / 4;

    /** A limit for a reply that the server sent before the link failed. */
    public static Deadline ofEarlierReply() {
        return in(EARLIER_REPLY);
    }

    /** A limit that begins now; zero: none. */
    public static Deadline in(Duration limit) {
        return limit.isZero() ? NONE : new Deadline(limit, System.nanoTime());
    }

    static long end(Duration limit, long start) {
        return limit.isZero() ? System.nanoTime() + FAR : start + limit.toNanos();
    }

    /** The earlier of the end and another time, as {@link System#nanoTime} has it. */
    long earlier(long time) {
        if (limit.isZero()) {
            return time;
        }
        long end = start + limit.toNanos();
        return end - time < 0 ? end : time;
    }

    /** How long there is left; zero or negative where it has passed, and years without a limit. */
    public long nanosLeft() {
        return end(limit, start) - System.nanoTime();
    }

    public boolean hasPassed() {
        return !limit.isZero() && nanosLeft() <= 0;
    }

    /**
     * Takes a lock that other threads may hold. Only a wait is ended: a free lock is taken in any case.
     *
     * @throws InterruptedIOException when the deadline passes before, or the thread is interrupted
     */
    public void await(ReentrantLock lock) throws InterruptedIOException {
        if (lock.tryLock()) {
            return;
        }
        try {
            if (limit.isZero()) {
                lock.lockInterruptibly();
                return;
            } else if (lock.tryLock(nanosLeft(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
        throw passed();
    }

    /** The failure of a call whose thread was interrupted. */
    static InterruptedIOException interrupted(Throwable cause) {
        InterruptedIOException interrupted = new InterruptedIOException("the thread was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** The failure of an operation that has no time left. */
    public SocketTimeoutException passed() {
        return new SocketTimeoutException("the deadline of " + limit.toMillis() + " ms has passed");
    }
}
