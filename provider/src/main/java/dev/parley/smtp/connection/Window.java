package dev.parley.smtp.connection;

/**
 * How many commands, and how many of their octets, may be written before their replies are read: so few that neither side
 * ever waits for the other to read (RFC 2920 s3.1).
 */
enum Window {
    /** During the connection setup: one command at a time. */
    SETUP(1, Integer.MAX_VALUE),
    /** For a server that does not announce PIPELINING: one command at a time. */
    LOCK_STEP(1, Integer.MAX_VALUE),
    PIPELINED(500, 16 * 1024);

    private final int commands;
    private final int octets;

    Window(int commands, int octets) {
        this.commands = commands;
        this.octets = octets;
    }

    /** Whether another command of so many octets fits in, where at least one is waiting: the first one always does. */
    boolean takes(int next, int waiting, int waitingOctets) {
        return waiting < commands && waitingOctets + next <= octets;
    }

    /** Whether it is half empty: filling it up one command at a time would send each in a packet of its own. */
    boolean isHalfEmpty(int waiting, int waitingOctets) {
        return waiting <= commands / 2 && waitingOctets <= octets / 2;
    }
}
