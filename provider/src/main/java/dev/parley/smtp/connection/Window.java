package dev.parley.smtp.connection;

/**
 * How much may be on its way without a reply: so little that neither side ever waits for the other to read (RFC 2920
 * s3.1).
 */
record Window(int commands, int octets) {
    /** For a server that does not offer PIPELINING. */
    static final Window LOCK_STEP = new Window(1, Integer.MAX_VALUE);

    static final Window PIPELINED = new Window(500, 16 * 1024);

    /** Whether another command of so many octets fits in. */
    boolean takes(int next, int waiting, int waitingOctets) {
        return waiting == 0 || waiting < commands && waitingOctets + next <= octets;
    }

    /** Whether it is worth while to fill up again: a few commands at a time would each travel alone. */
    boolean isWorthFilling(int waiting, int waitingOctets) {
        return waiting <= commands / 2 && waitingOctets <= octets / 2;
    }
}
