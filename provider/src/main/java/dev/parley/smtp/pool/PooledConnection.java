package dev.parley.smtp.pool;

import dev.parley.smtp.connection.SmtpConnection;
import java.time.Duration;

/**
 * A connection of a pool.
 *
 * @param settings with which it was opened; only a caller with equal ones may use it
 * @param openedAt by the pool's clock
 * @param isSurplus whether the server rejected a message over it, because there are too many connections
 */
record PooledConnection(SmtpConnection connection, Object settings, long openedAt, boolean isSurplus) {
    /** The server may reject all later messages over it, too, even when the others have ended. */
    PooledConnection asSurplus() {
        return new PooledConnection(connection, settings, openedAt, true);
    }

    /** Whether another message may be sent over it. */
    boolean isUsable(PoolSettings.Life life, long now) {
        return !isSurplus && connection.use().transactions() < life.messages() && rest(life, now) > 0;
    }

    /** The time until it is too old. */
    long rest(PoolSettings.Life life, long now) {
        Duration age = life.age();
        return age == null ? Long.MAX_VALUE : openedAt + age.toNanos() - now;
    }
}
