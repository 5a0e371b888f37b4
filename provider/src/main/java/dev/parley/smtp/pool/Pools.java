package dev.parley.smtp.pool;

import dev.parley.net.ConnectAttempt;
import dev.parley.smtp.PoolStatistics;
import jakarta.mail.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The pools of all Sessions. A Session is referenced weakly, and compared by identity. */
public final class Pools {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<Session, OfSession> ALL = new WeakHashMap<>();

    private Pools() {}

    /**
     * What the connections of a pool have in common.
     *
     * @param server host and port, or the path of a Unix domain socket
     * @param user null: no login
     * @param authorization the identity to act as; empty: that of the user. The methods that Java generates for a record would
     *     generate classes at the first send
     */
    public record Key(String server, String user, String authorization) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && server.equals(key.server)
                    && Objects.equals(user, key.user)
                    && authorization.equals(key.authorization);
        }

        @Override
        public int hashCode() {
            return 31 * server.hashCode() + Objects.hashCode(user);
        }
    }

    /** The pools of one Session. */
    private static final class OfSession {
        private final Map<Key, Pool> pools = new HashMap<>();
        private PoolClock clock = PoolClock.SYSTEM;
    }

    /** An idle connection that is alive; null where there is none, or other callers wait. */
    public static Pool.Lease takeIdle(Session session, Key key, Pool.Wanted wanted) {
        return pool(session, key).takeIdle(wanted);
    }

    /**
     * Waits for an idle connection, or for a place for a new one.
     *
     * @param attempt whose abort ends the wait
     * @param deadline of the caller by the clock of the pool; {@link Pool#NO_DEADLINE} for none
     * @throws PoolException when the wait ends without a connection
     */
    public static Pool.Lease acquire(
            Session session, Key key, Pool.Wanted wanted, ConnectAttempt attempt, long deadline) throws PoolException {
        Pool.Lease lease = null;
        while (lease == null) { // Another thread may have removed the pool, unused.
            lease = pool(session, key).acquire(wanted, attempt, deadline);
        }
        return lease;
    }

    /** Closes the pools of a Session, as {@link Pool#close} does; they go on for later connects. */
    public static void close(Session session) {
        List<Pool> pools;
        LOCK.lock();
        try {
            OfSession own = ALL.get(session);
            pools = own == null ? List.of() : List.copyOf(own.pools.values());
        } finally {
            LOCK.unlock();
        }
        for (Pool each : pools) {
            each.close();
        }
    }

    /** The state of the pools of a Session. */
    public static List<PoolStatistics> statistics(Session session) {
        List<PoolStatistics> statistics = new ArrayList<>();
        LOCK.lock();
        try {
            OfSession own = ALL.get(session);
            if (own != null) {
                for (Map.Entry<Key, Pool> each : own.pools.entrySet()) {
                    statistics.add(each.getValue().statistics(each.getKey().server()));
                }
            }
        } finally {
            LOCK.unlock();
        }
        return List.copyOf(statistics);
    }

    /** For a test: the pools of a Session have another clock. */
    public static void setClock(Session session, PoolClock clock) {
        LOCK.lock();
        try {
            own(session).clock = clock;
        } finally {
            LOCK.unlock();
        }
    }

    private static Pool pool(Session session, Key key) {
        LOCK.lock();
        try {
            OfSession own = own(session);
            Pool pool = own.pools.get(key);
            if (pool == null) {
                removeUnused(own);
                pool = new Pool(own, own.clock);
                own.pools.put(key, pool);
            }
            return pool;
        } finally {
            LOCK.unlock();
        }
    }

    private static OfSession own(Session session) {
        OfSession own = ALL.get(session);
        if (own == null) {
            own = new OfSession();
            ALL.put(session, own);
        }
        return own;
    }

    private static void removeUnused(OfSession own) {
        for (Iterator<Pool> each = own.pools.values().iterator(); each.hasNext(); ) {
            if (each.next().forgetUnused()) {
                each.remove();
            }
        }
    }
}
