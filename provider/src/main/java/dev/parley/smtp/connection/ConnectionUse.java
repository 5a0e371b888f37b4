package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.ServerLimits;

/** What a connection has been used for: whether it may be kept for another transport, and how its next message is sent. */
public final class ConnectionUse {
    private boolean wasIdle;
    private boolean hasCustomCommands;
    private int transactions;
    private boolean sending;
    private String dataStrategy = "";

    /** Whether the connection was parked since its last transaction: the server may have closed it. */
    public boolean wasIdle() {
        return wasIdle;
    }

    /** The connection is idle, or was for some time: the server may have closed it. */
    public void idle() {
        wasIdle = true;
    }

    void customCommand() {
        hasCustomCommands = true;
    }

    /** A mail transaction begins; the connection is not idle any longer. */
    public void beginTransaction() {
        wasIdle = false;
        transactions++;
    }

    /** How many mail transactions have begun. */
    public int transactions() {
        return transactions;
    }

    /** The transport is sending: application code that runs during the send must not use the connection. */
    public boolean isSending() {
        return sending;
    }

    public void beginSending() {
        sending = true;
    }

    public void endSending() {
        sending = false;
    }

    /** Whether the previous transaction used another data strategy: a trace has it only when it changes. */
    public boolean changesDataStrategy(String strategy) {
        boolean changed = !strategy.equals(dataStrategy);
        dataStrategy = strategy;
        return changed;
    }

    /** Whether the server's state is known, and it accepts another message over this connection (RFC 9422 s3.1). */
    boolean allowsReuse(ServerLimits limits) {
        return !hasCustomCommands && transactions + 1 < limits.mailMax();
    }
}
