package dev.parley.smtp.pool;

/** A caller's wait for a connection, or for the time of its message, ended without either. */
public final class PoolException extends Exception {
    /** Why the wait ended. */
    enum Ending {
        TIME_OUT,
        DEADLINE,
        INTERRUPTED,
        ABORTED,
        CLOSED
    }

    PoolException(String message) {
        super(message);
    }
}
