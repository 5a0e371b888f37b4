package dev.parley.smtp.pool;

import dev.parley.net.ConnectAttempt;
import dev.parley.smtp.pool.PoolException.Ending;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Delays messages: to the configured rate, as the generic cell rate algorithm does, and while the server replies that they
 * come too quickly. Messages are sent in the order in which their callers ask. Such a reply delays new connections, too; the
 * rate does not.
 */
final class Pacer {
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();

    /** The longest pause that a reply can name. */
    private static final long LONGEST_NAMED = Duration.ofMinutes(10).toNanos();

    private final PoolClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Turn> messages = new ArrayDeque<>();
    private final ArrayDeque<Turn> connects = new ArrayDeque<>();

    /** When the burst is available again; null: at once. */
    private Long restored;

    private Pause pause = Pause.NONE;

    /**
     * A pause of all messages.
     *
     * @param until when it ends
     * @param next the length of the next one
     * @param reply that requires it, in one line; null: there was none
     */
    private record Pause(long until, long next, String reply) {
        static final Pause NONE = new Pause(0, FIRST_PAUSE, null);

        boolean isOver(long now) {
            return reply == null || until - now <= 0;
        }

        /** 0 where it is over. */
        long rest(long now) {
            return isOver(now) ? 0 : until - now;
        }
    }

    /**
     * The caller of a wait.
     *
     * @param queue the callers that wait for the same, in the order of their calls
     * @param rate that delays it; null: none
     * @param deadline {@link Turn#NO_DEADLINE} for none
     */
    private record Caller(
            ArrayDeque<Turn> queue,
            PoolSettings.Rate rate,
            PoolSettings settings,
            ConnectAttempt attempt,
            long deadline) {}

    /**
     * The wait of a message or a connect.
     *
     * @param nanos its length
     * @param reply of the server that required it, in one line; null: the rate did
     */
    record Waited(long nanos, String reply) {
        static final Waited NOT = new Waited(0, null);
    }

    Pacer(PoolClock clock) {
        this.clock = clock;
    }

    /**
     * Waits until the next message may be sent.
     *
     * @param deadline of the caller; {@link Turn#NO_DEADLINE} for none
     */
    Waited await(PoolSettings settings, ConnectAttempt attempt, long deadline) throws PoolException {
        return await(new Caller(messages, settings.rate(), settings, attempt, deadline));
    }

    /**
     * Waits until another connection may be opened.
     *
     * @param deadline of the caller; {@link Turn#NO_DEADLINE} for none
     */
    Waited awaitConnect(PoolSettings settings, ConnectAttempt attempt, long deadline) throws PoolException {
        return await(new Caller(connects, null, settings, attempt, deadline));
    }

    private Waited await(Caller caller) throws PoolException {
        lock.lock();
        try {
            long start = clock.nanoTime();
            if (caller.queue.isEmpty() && delay(caller.rate, start) <= 0) {
                take(caller.rate, start);
                return Waited.NOT;
            }
            String reply = pause.isOver(start) ? null : pause.reply;
            if (expectedDelay(caller, start) > Turn.until(caller.deadline, start)) {
                throw new PoolException(failure(caller, Ending.DEADLINE, reply));
            }
            return new Waited(await(caller, reply) - start, reply);
        } finally {
            lock.unlock();
        }
    }

    /** @return when the wait has ended */
    private long await(Caller caller, String reply) throws PoolException {
        ArrayDeque<Turn> queue = caller.queue;
        Turn own = new Turn(lock);
        queue.add(own);
        try {
            own.heldBy(caller.attempt);
            while (own.ending() == null) {
                long now = clock.nanoTime();
                long delay = delay(caller.rate, now);
                boolean first = queue.peek() == own;
                long left = Turn.until(caller.deadline, now);
                if (first && delay <= 0) {
                    take(caller.rate, now);
                    return now;
                } else if (left <= 0) {
                    own.end(Ending.DEADLINE);
                } else if (first) {
                    clock.awaitTime(own.signal(), Math.min(delay, left));
                } else {
                    clock.awaitSignal(own.signal(), left);
                }
            }
            throw new PoolException(failure(caller, own.ending(), reply));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PoolException(failure(caller, Ending.INTERRUPTED, reply));
        } finally {
            caller.attempt.release();
            queue.remove(own);
            if (!queue.isEmpty()) {
                queue.peek().signal().signal();
            }
        }
    }

    /** The least wait of a caller that comes now, after those in the queue. */
    private long expectedDelay(Caller caller, long now) {
        PoolSettings.Rate rate = caller.rate;
        return rate == null
                ? pause.rest(now)
                : Math.max(pause.rest(now), rateDelay(rate, now) + caller.queue.size() * rate.interval());
    }

    /** The time until the next message may be sent; without a rate, until the next connection may be opened. */
    private long delay(PoolSettings.Rate rate, long now) {
        return rate == null ? pause.rest(now) : Math.max(pause.rest(now), rateDelay(rate, now));
    }

    /** The time until the rate allows the next message; negative where it allows several at once. */
    private long rateDelay(PoolSettings.Rate rate, long now) {
        return restoredAfter(now) - (rate.burst() - 1) * rate.interval() - now;
    }

    private long restoredAfter(long now) {
        return restored == null || restored - now < 0 ? now : restored;
    }

    private void take(PoolSettings.Rate rate, long now) {
        if (rate != null) {
            restored = restoredAfter(now) + rate.interval();
        }
    }

    /**
     * The server replied that messages, connections or logins come too quickly: the next ones wait.
     *
     * @param named the wait that the reply names; null: none
     * @param reply in one line
     * @return the length of the pause in nanoseconds; 0 where there is one already
     */
    long pause(Duration named, String reply) {
        lock.lock();
        try {
            long now = clock.nanoTime();
            if (!pause.isOver(now) && named == null) {
                return 0; // The replies to messages of one moment are one complaint.
            }
            long length = named == null ? pause.next : Math.min(named.toNanos(), LONGEST_NAMED);
            long next = named == null ? Math.min(2 * pause.next, LONGEST_PAUSE) : pause.next;
            if (!pause.isOver(now) && pause.until - now >= length) {
                return 0;
            }
            pause = new Pause(now + length, next, reply);
            return length;
        } finally {
            lock.unlock();
        }
    }

    /** The server accepted a message: the next pause is short again. */
    void succeeded() {
        lock.lock();
        try {
            if (pause.isOver(clock.nanoTime())) {
                pause = Pause.NONE;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waits of all callers. */
    void close() {
        lock.lock();
        try {
            for (Turn each : messages) {
                each.end(Ending.CLOSED);
            }
            for (Turn each : connects) {
                each.end(Ending.CLOSED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether another pacer would treat the next message and the next connect in the same way. */
    boolean isForgettable() {
        lock.lock();
        try {
            long now = clock.nanoTime();
            boolean unused = messages.isEmpty() && connects.isEmpty();
            return unused && pause.isOver(now) && (restored == null || restored - now <= 0);
        } finally {
            lock.unlock();
        }
    }

    private String failure(Caller caller, Ending ending, String reply) {
        boolean message = caller.queue == messages;
        return why(caller, message, reply)
                + switch (ending) {
                    case TIME_OUT, DEADLINE ->
                        (message
                                        ? "; this one cannot be sent before its deadline: raise "
                                        : "; this one cannot begin before its deadline: raise ")
                                + caller.settings.names().setting("deadline")
                                + (message ? ", or send less often" : ", or connect less often");
                    case INTERRUPTED -> "; the thread was interrupted";
                    case ABORTED -> "; the transport was closed by another thread";
                    case CLOSED -> "; the pool of the Session was closed (Parley.close)";
                };
    }

    private static String why(Caller caller, boolean message, String reply) {
        if (!message) {
            return "the server replied that the client is too fast (" + reply + "), and the next connects wait";
        }
        return reply == null
                ? "messages wait for their turn by " + caller.settings.names().setting("rate")
                : "the server replied that messages come too quickly (" + reply + "), and the next ones wait";
    }
}
