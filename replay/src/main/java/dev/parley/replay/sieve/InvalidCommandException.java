package dev.parley.replay.sieve;

/** An invalid or disallowed command. */
final class InvalidCommandException extends Exception {
    private static final long serialVersionUID = 1;

    /** How the server continues. */
    enum Recovery {
        /** It skips the rest of the command, with its literals. */
        SKIP_COMMAND,
        /** It skips the rest of the line, and executes the next line as a command. */
        SKIP_LINE,
        /** It closes the connection: the start of the next command is unknown. */
        CLOSE
    }

    private final Recovery recovery;

    InvalidCommandException(String message) {
        this(message, Recovery.SKIP_COMMAND);
    }

    InvalidCommandException(String message, Recovery recovery) {
        super(message);
        this.recovery = recovery;
    }

    Recovery recovery() {
        return recovery;
    }
}
