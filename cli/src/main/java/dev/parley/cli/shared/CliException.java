package dev.parley.cli.shared;

/** The error of a command, with a message of one line. */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code of {@code ExitCode} */
    public CliException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
