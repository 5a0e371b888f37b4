package dev.parley.smtp.pool;

import dev.parley.net.ConnectAttempt;
import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.PoolStatistics;
import dev.parley.smtp.connection.QuitMode;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.pool.IdleConnections.Idle;
import dev.parley.smtp.pool.PoolException.Ending;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of a Session to one server with one login: idle ones, and the number of all.
 *
 * <ol>
 *   <li>{@link #acquire}: a {@link Lease}, which has an idle connection, or a place for a new one;
 *   <li>{@link Lease#release}: the connection goes to the caller that has waited longest, is kept, or ends with QUIT. A place
 *       is free only when its connection is closed.
 * </ol>
 *
 * The lock is never held during I/O.
 */
public final class Pool implements IdleConnections.Owner {
    /** No deadline. */
    public static final long NO_DEADLINE = Turn.NO_DEADLINE;

    private static final IdleConnections IDLE = IdleConnections.SHARED;

    /** After such a wait before MAIL the server may have closed the connection. */
    private static final long LONG_WAIT = Duration.ofSeconds(10).toNanos();

    private final Object session;
    private final PoolClock clock;
    private final Pacer pacer;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedList<Waiter> waiters = new LinkedList<>();
    private final AdaptiveLimit limit = new AdaptiveLimit();
    private int open; // Places: their connections are in use, idle or ending.
    private long calls;
    private int closes; // How often the Session was closed: a connection from before is not kept.
    private boolean forgotten; // There may be another pool for the same.

    /**
     * What a caller needs.
     *
     * @param connection its settings: the caller gets no connection that was opened with others
     * @param server for an error message
     */
    public record Wanted(Object connection, PoolSettings pool, String server, QuitMode quitMode) {}

    /**
     * A place in the pool.
     *
     * @param pooled the idle connection; null: none
     * @param replaced a connection with other settings, which the caller closes before it opens its own; null: none
     */
    private record Grant(PooledConnection pooled, Idle replaced) {
        static final Grant NEW = new Grant(null, null);
    }

    private static final class Waiter extends Turn {
        private final Wanted wanted;
        private final long call;
        private Grant grant; // null: not yet

        Waiter(ReentrantLock lock, Lease lease) {
            super(lock);
            this.wanted = lease.wanted;
            this.call = lease.call;
        }

        void grant(Grant granted) {
            grant = granted;
            signal().signal();
        }
    }

    /** @param session the same for all pools of a Session */
    Pool(Object session, PoolClock clock) {
        this.session = session;
        this.clock = clock;
        this.pacer = new Pacer(clock);
    }

    @Override
    public Object session() {
        return session;
    }

    /** An idle connection that is alive; null where there is none, or other callers wait. */
    Lease takeIdle(Wanted wanted) {
        PooledConnection idle;
        Lease lease;
        lock.lock();
        try {
            idle = forgotten || !waiters.isEmpty() ? null : IDLE.takeLast(this, wanted.connection);
            if (idle == null) {
                return null;
            }
            lease = new Lease(wanted, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        lease.use(new Grant(idle, null));
        if (lease.idle() == null) {
            lease.giveBack();
            return null;
        }
        return lease;
    }

    /**
     * Waits for an idle connection that is alive, or for a place.
     *
     * @param attempt whose abort ends the wait
     * @param deadline of the caller by the pool's clock; {@link #NO_DEADLINE} for none
     * @return null where there may be another pool for the same by now
     */
    Lease acquire(Wanted wanted, ConnectAttempt attempt, long deadline) throws PoolException {
        long start = clock.nanoTime();
        Lease lease;
        Grant grant;
        lock.lock();
        try {
            if (forgotten) {
                return null;
            }
            lease = new Lease(wanted, start);
            limit.configure(wanted.pool.bound().size());
            grant = waiters.isEmpty() ? grant(wanted, start) : null;
            if (grant == null) {
                Waiter own = new Waiter(lock, lease);
                waiters.addLast(own);
                grant = await(own, lease, attempt, deadline);
            }
        } finally {
            lock.unlock();
        }
        lease.use(grant);
        try {
            lease.awaitConnect(attempt, deadline);
        } catch (PoolException e) {
            lease.giveBack();
            throw e;
        }
        return lease;
    }

    /** Before the callers that began later. */
    private void insert(Waiter own) {
        ListIterator<Waiter> position = waiters.listIterator();
        while (position.hasNext()) {
            if (position.next().call > own.call) {
                position.previous();
                break;
            }
        }
        position.add(own);
    }

    private Grant await(Waiter own, Lease lease, ConnectAttempt attempt, long deadline) throws PoolException {
        long timeOut = lease.start + own.wanted.pool.bound().longestWait().toNanos();
        try {
            own.heldBy(attempt);
            while (own.grant == null && own.ending() == null) {
                long now = clock.nanoTime();
                long left = Math.min(timeOut - now, Turn.until(deadline, now));
                grantWaiting(now);
                if (own.grant == null && left <= 0) {
                    own.end(timeOut - now <= 0 ? Ending.TIME_OUT : Ending.DEADLINE);
                } else if (own.grant == null) {
                    clock.awaitSignal(own.signal(), Math.min(left, limit.untilGrowth(now)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own.end(Ending.INTERRUPTED);
        } finally {
            attempt.release();
            if (own.grant == null) {
                waiters.remove(own);
            }
        }
        long now = clock.nanoTime();
        if (own.grant == null) { // Otherwise the end of the wait was too late: the place is the caller's.
            throw new PoolException(failure(own.wanted, own.ending(), now, now - lease.start));
        }
        lease.waited = true;
        return own.grant;
    }

    /** Gives places to the callers that have waited longest. */
    private void grantWaiting(long now) {
        for (Waiter next = firstWaiter(); next != null; next = firstWaiter()) {
            Grant grant = grant(next.wanted, now);
            if (grant == null) {
                return;
            }
            waiters.remove();
            next.grant(grant);
        }
    }

    /** The caller that has waited longest; null: no caller waits. */
    private Waiter firstWaiter() {
        while (!waiters.isEmpty() && waiters.peek().ending() != null) {
            waiters.remove();
        }
        return waiters.peek();
    }

    /** @return null where all places are in use */
    private Grant grant(Wanted wanted, long now) {
        PooledConnection idle = IDLE.takeLast(this, wanted.connection);
        if (idle != null) {
            return new Grant(idle, null);
        } else if (open < limit.at(now)) {
            open++;
            return Grant.NEW;
        }
        Idle other = IDLE.takeOldest(this);
        return other == null ? null : new Grant(null, other);
    }

    private String failure(Wanted wanted, Ending ending, long now, long waited) {
        int present = limit.at(now);
        String size = wanted.pool.names().setting("pool.size");
        String all = present < limit.size()
                ? "the " + present + " connections that the server accepts now, of " + size + ", are in use"
                : "all connections of " + size + " are in use";
        long millis = Duration.ofNanos(waited).toMillis();
        return "no connection to " + wanted.server + ": " + all
                + switch (ending) {
                    case TIME_OUT ->
                        ", and none became free within "
                                + wanted.pool.bound().longestWait().toMillis()
                                + " ms (" + wanted.pool.names().name("pool.wait")
                                + "): close each Transport, or raise one of these properties";
                    case DEADLINE ->
                        ", and none became free within " + millis + " ms, before the deadline ("
                                + wanted.pool.names().setting("deadline")
                                + "): close each Transport, or raise one of these properties";
                    case INTERRUPTED -> "; the thread was interrupted after " + millis + " ms";
                    case ABORTED -> "; the transport was closed by another thread after " + millis + " ms";
                    case CLOSED -> "; the pool of the Session was closed after " + millis + " ms (Parley.close)";
                };
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            open--;
            grantWaiting(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends idle connections and waiting callers; a connection in use ends when it is released. It keeps its place until then,
     * and the limits of the server stay: the next callers use the same pool.
     */
    void close() {
        List<Idle> idle;
        lock.lock();
        try {
            closes++;
            for (Waiter each : waiters) {
                each.end(Ending.CLOSED);
            }
            idle = takeOldest(open);
        } finally {
            lock.unlock();
        }
        pacer.close();
        quit(idle);
    }

    private static void quit(List<Idle> idle) {
        for (Idle each : idle) {
            each.quit(QuitMode.SHORT_WAIT);
        }
    }

    /** @param server of all its connections */
    PoolStatistics statistics(String server) {
        lock.lock();
        try {
            int most = limit.at(clock.nanoTime());
            return new PoolStatistics(
                    server, open, IDLE.count(this), waiters.size(), most == PoolSettings.Bound.NO_LIMIT ? 0 : most);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pool where nothing of it is in use, and another one would act in the same way. */
    boolean forgetUnused() {
        lock.lock();
        try {
            boolean unused = open == 0 && limit.at(clock.nanoTime()) == limit.size() && pacer.isForgettable();
            forgotten |= unused && waiters.isEmpty();
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    private List<Idle> takeOldest(int count) {
        List<Idle> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Idle oldest = IDLE.takeOldest(this);
            if (oldest == null) {
                return taken;
            }
            taken.add(oldest);
        }
        return taken;
    }

    /** A place in the pool, used by one transport. */
    public final class Lease {
        private final Wanted wanted;
        private final long start;
        private final long call = ++calls;
        private final int closesBefore = closes;
        private boolean waited;
        private String pausedBy; // The reply that delayed the connect; null: none.
        private PooledConnection pooled; // null: the caller opens one
        private boolean ended;

        /** The caller holds the lock. */
        private Lease(Wanted wanted, long start) {
            this.wanted = wanted;
            this.start = start;
        }

        /** The idle connection to use; null: the caller opens one, and calls {@link #opened}. */
        public SmtpConnection idle() {
            return pooled == null ? null : pooled.connection();
        }

        /**
         * The caller has opened a connection in this place.
         *
         * @param settings with which it was opened
         */
        public void opened(SmtpConnection connection, Object settings) {
            pooled = new PooledConnection(connection, settings, clock.nanoTime(), false);
        }

        /** Traces that the caller waited, if it did. */
        public void traceWait() {
            if (waited || pausedBy != null) {
                long millis = Duration.ofNanos(clock.nanoTime() - start).toMillis();
                String reason = pausedBy == null ? "all connections were in use" : "the server replied: " + pausedBy;
                String property = wanted.pool.names().name(pausedBy == null ? "pool.size" : "rate");
                trace().decided(Topic.REUSE, "the connect waited " + millis + " ms", reason, property);
            }
        }

        private Trace trace() {
            return pooled.connection().trace();
        }

        private void use(Grant grant) {
            if (grant.replaced != null) {
                grant.replaced.close(QuitMode.SHORT_WAIT);
            }
            pooled = grant.pooled;
            try {
                replaceDead();
            } catch (RuntimeException | Error e) { // A socket of the application may throw anything.
                giveBack();
                throw e;
            }
        }

        /** A new connection waits while the server replies that the client is too fast. */
        private void awaitConnect(ConnectAttempt attempt, long deadline) throws PoolException {
            if (pooled != null || !wanted.pool.adapts()) {
                return;
            }
            try {
                pausedBy = pacer.awaitConnect(wanted.pool, attempt, deadline).reply();
            } catch (PoolException e) {
                throw new PoolException("no connection to " + wanted.server + ": " + e.getMessage());
            }
        }

        /** An idle connection that the server has closed is replaced by another one, or none. */
        private void replaceDead() {
            while (pooled != null && !pooled.connection().isSilent()) {
                pooled.connection().close("by the server, while the connection was idle");
                lock.lock();
                try {
                    pooled = IDLE.takeLast(Pool.this, wanted.connection);
                    if (pooled != null) {
                        open--;
                        grantWaiting(clock.nanoTime());
                    }
                } finally {
                    lock.unlock();
                }
            }
        }

        /**
         * The connection goes to another caller, is kept, or ends with QUIT.
         *
         * @return whether it does not end
         */
        public boolean release() {
            try {
                if (isKept(pooled)) {
                    return true;
                }
            } catch (RuntimeException | Error e) { // For example no thread for the watcher of idle connections.
                ApplicationFailure.log("keeping an idle connection", e);
            }
            try {
                pooled.connection().quit(wanted.quitMode);
            } finally {
                giveBack();
            }
            return false;
        }

        private boolean isKept(PooledConnection own) {
            if (!mayBeKept(own)) {
                return false;
            }
            PoolSettings.Idle idle = wanted.pool.idle();
            own.connection().park(idle.time(), idle.property());
            return keep(own);
        }

        private boolean mayBeKept(PooledConnection own) {
            lock.lock();
            try {
                long now = clock.nanoTime();
                Waiter next = firstWaiter();
                return closes == closesBefore
                        && !ended
                        && wanted.pool.idle().time() != null
                        && own.connection().mayBeKept()
                        && own.isUsable(wanted.pool.life(), now)
                        && open <= limit.at(now)
                        && (next == null || next.wanted.connection.equals(own.settings()));
            } finally {
                lock.unlock();
            }
        }

        private boolean keep(PooledConnection own) {
            List<Idle> excess = List.of();
            lock.lock();
            try {
                if (!mayBeKept(own)) {
                    return false;
                }
                ended = true;
                Waiter next = firstWaiter();
                if (next != null) {
                    waiters.remove();
                    next.grant(new Grant(own, null));
                    return true;
                }
                PoolSettings.Idle idle = wanted.pool.idle();
                long rest = own.rest(wanted.pool.life(), clock.nanoTime());
                excess = IDLE.keep(Pool.this, own, Math.min(idle.time().toNanos(), rest), idle.max());
            } finally {
                lock.unlock();
            }
            quit(excess);
            return true;
        }

        /** The connection is closed, or was never opened. */
        public void giveBack() {
            lock.lock();
            try {
                if (!ended) {
                    ended = true;
                    ended();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether the connection has had its messages, is too old or surplus, so that the caller opens another one. */
        public boolean isWornOut() {
            return !pooled.isUsable(wanted.pool.life(), clock.nanoTime());
        }

        /**
         * The server has rejected a new connection, because there are too many. The caller waits again, before
         * those that called later.
         *
         * @return false where the pool has no other connection whose end could help
         */
        public boolean acquireAgain(ConnectAttempt attempt, long deadline) throws PoolException {
            Grant grant;
            lock.lock();
            try {
                if (closes != closesBefore || !wanted.pool.bound().isSet() || open <= 1) {
                    return false;
                }
                open--;
                ended = true;
                Waiter own = new Waiter(lock, this);
                insert(own);
                grant = await(own, this, attempt, deadline);
                ended = false;
            } finally {
                lock.unlock();
            }
            use(grant);
            awaitConnect(attempt, deadline);
            return true;
        }

        /** Waits until the next message may be sent. */
        public void awaitTurn(ConnectAttempt attempt, long deadline) throws PoolException {
            if (!wanted.pool.adapts()) {
                return;
            }
            Pacer.Waited wait = pacer.await(wanted.pool, attempt, deadline);
            long millis = Duration.ofNanos(wait.nanos()).toMillis();
            if (millis > 0) {
                String property = wanted.pool.names().name("rate");
                String reason = wait.reply() == null
                        ? "the next one may be sent only then"
                        : "the server replied: " + wait.reply();
                trace().decided(Topic.REUSE, "the message waited " + millis + " ms", reason, property);
            }
            if (wait.nanos() > LONG_WAIT) {
                pooled.connection().use().idle();
            }
        }

        /** A message was accepted. */
        public void succeeded() {
            if (wanted.pool.adapts()) {
                pacer.succeeded();
            }
        }

        /**
         * The server has rejected a connection or a command: where the reply names a number of connections or a rate, the
         * pool shrinks or pauses. After a number, the connection of the command is not used for another message.
         */
        public Throttle rejected(Reply reply) {
            Throttle throttle = wanted.pool.adapts() ? Throttle.of(reply) : Throttle.NONE;
            if (throttle == Throttle.CONNECTIONS && pooled != null) {
                pooled = pooled.asSurplus();
            }
            if (throttle == Throttle.RATE) {
                Duration named = NamedWait.in(reply.raw().toLowerCase(Locale.ROOT));
                long millis =
                        Duration.ofNanos(pacer.pause(named, reply.toString())).toMillis();
                if (millis > 0) {
                    trace("the next messages wait " + millis + " ms", "rate", reply);
                }
            } else if (throttle == Throttle.CONNECTIONS && wanted.pool.bound().isSet()) {
                int present = shrink();
                String choice = "at most " + present + (present == 1 ? " connection" : " connections") + " for 30 s";
                trace(choice, "pool.size", reply);
            }
            return throttle;
        }

        private void trace(String choice, String property, Reply reply) {
            if (pooled != null && pooled.connection().isOpen()) {
                String name = wanted.pool.names().name(property);
                trace().decided(Topic.REUSE, choice, "the server replied: " + reply, name);
            }
        }

        private int shrink() {
            List<Idle> excess;
            int present;
            lock.lock();
            try {
                long now = clock.nanoTime();
                limit.shrink(open - 1, now);
                present = limit.at(now);
                excess = takeOldest(open - 1 - present);
            } finally {
                lock.unlock();
            }
            quit(excess);
            return present;
        }
    }
}
