package dev.parley.smtp.pool;

import dev.parley.smtp.connection.SmtpConnection;
import java.time.Duration;

/**
 * A connection of a pool.
 *
 * @param settings with which it was opened; only a caller with equal ones may use it
 * @param openedAt by the pool's clock
 */
record PooledConnection(SmtpConnection connection, Object settings, long openedAt) {
    /** Whether another message may be sent over it. */
    boolean isUsable(PoolSettings.Life life, long now) {
        return connection.use().transactions() < life.messages() && rest(life, now) > 0;
    }

    /** The time until it is too old. */
    long rest(PoolSettings.Life life, long now) {
        Duration age = life.age();
        return age == null ? Long.MAX_VALUE : openedAt + age.toNanos() - now;
    }
}
