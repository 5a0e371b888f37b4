package dev.parley.smtp.send;

import dev.parley.net.ConnectAttempt;
import dev.parley.sasl.Credentials;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.pool.Pool;
import dev.parley.smtp.pool.PoolException;
import dev.parley.smtp.pool.Pools;
import dev.parley.smtp.pool.Throttle;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.Accepted;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Locale;

/** The place of a transport's connection in the pool; a class of its own, which a transport without a pool never loads. */
final class PoolPlace {
    private final SmtpSettings settings;
    private final Pool.Lease lease;

    private PoolPlace(SmtpSettings settings, Pool.Lease lease) {
        this.settings = settings;
        this.lease = lease;
    }

    /** The place of an idle connection; null where there is none, or other callers wait. */
    static PoolPlace ofIdle(Session session, SmtpSettings settings) {
        Pool.Lease lease = Pools.takeIdle(session, key(settings), wanted(settings));
        return lease == null ? null : new PoolPlace(settings, lease);
    }

    /** Waits for an idle connection, or for a place for a new one. */
    static PoolPlace acquire(
            Session session, String protocol, SmtpSettings settings, ConnectAttempt attempt, long deadline)
            throws MessagingException {
        try {
            Pool.Wanted wanted = wanted(settings);
            return new PoolPlace(settings, Pools.acquire(session, key(settings), wanted, attempt, deadline));
        } catch (PoolException e) {
            try (Trace trace = settings.openTrace(session, protocol)) {
                trace.failed(SmtpPhase.CONNECT.phrase(), e.getMessage());
                trace.closed("no connection");
                throw trace.withTrail(new NoOtherHostException(e.getMessage(), null));
            }
        }
    }

    private static Pools.Key key(SmtpSettings settings) {
        Credentials login = settings.connection().security().login().credentials();
        return new Pools.Key(
                settings.server().unixSocket() == null ? settings.where().toLowerCase(Locale.ROOT) : settings.where(),
                login == null ? null : login.user(),
                login == null ? "" : login.authorization());
    }

    private static Pool.Wanted wanted(SmtpSettings settings) {
        Opened opened = new Opened(settings.withoutPool().withoutToken(), stores(settings));
        return new Pool.Wanted(opened, settings.pool(), settings.where(), settings.quitMode());
    }

    /** The present stores, which decide whether a server is trusted. */
    static Object stores(SmtpSettings settings) {
        return settings.connection().security().tls().stores();
    }

    /**
     * What must be equal for another caller to use the connection: with other stores, it may not trust the server. The
     * methods that Java generates for a record would generate classes at the first send.
     */
    private record Opened(SmtpSettings settings, Object stores) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Opened opened && settings.equals(opened.settings) && stores.equals(opened.stores);
        }

        @Override
        public int hashCode() {
            return settings.hashCode();
        }
    }

    /** The idle connection; null: the caller opens one. */
    SmtpConnection idle() {
        SmtpConnection idle = lease.idle();
        if (idle != null) {
            idle.resume(settings.pool().idle().property());
            lease.traceWait();
        }
        return idle;
    }

    /**
     * The caller has opened a connection in this place.
     *
     * @param used perhaps with another password than the settings of the place
     * @param stores from before the handshake
     */
    void opened(SmtpConnection connection, SmtpSettings used, Object stores) {
        lease.opened(connection, new Opened(used.withoutPool().withoutToken(), stores));
        lease.traceWait();
    }

    /**
     * The server rejected the connection.
     *
     * @param reply null: there was none, and the connection failed
     * @return whether the pool has waited for the end of another connection: the caller connects again
     */
    boolean waitAfter(Reply reply, ConnectAttempt attempt, long deadline) {
        try {
            return reply != null
                    && lease.rejected(reply) == Throttle.CONNECTIONS
                    && lease.acquireAgain(attempt, deadline);
        } catch (PoolException e) {
            return false; // The server's rejection is reported.
        }
    }

    /** @return whether the connection belongs to the pool now, or to another transport */
    boolean release() {
        return lease.release();
    }

    /** The connection is closed. */
    void giveBack() {
        lease.giveBack();
    }

    boolean isWornOut() {
        return lease.isWornOut();
    }

    /** Whether messages are sent one after another, each after the result of the one before. */
    boolean isPaced() {
        return settings.pool().adapts();
    }

    /** Waits until the next message may be sent. */
    void awaitTurn(ConnectAttempt attempt, long deadline) throws MessagingException {
        try {
            lease.awaitTurn(attempt, deadline);
        } catch (PoolException e) {
            throw new MessagingException("the message was not sent to " + settings.where() + ": " + e.getMessage());
        }
    }

    /** What the server replied to a message may change the pool. */
    void notice(TransactionResult result) {
        if (result.outcome() instanceof Accepted) {
            lease.succeeded();
        } else if (result.outcome() instanceof Rejected rejected) {
            lease.rejected(rejected.reply());
        }
        for (RecipientResult recipient : result.recipients()) {
            Reply reply = recipient.reply();
            if (reply != null && reply.isRejection() && lease.rejected(reply) != Throttle.NONE) {
                return; // The others have the same cause.
            }
        }
    }
}
