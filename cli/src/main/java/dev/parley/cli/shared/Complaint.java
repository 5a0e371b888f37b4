package dev.parley.cli.shared;

/** A command cannot go on, and says why in one line. */
public final class Complaint extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code of {@link Exit} */
    public Complaint(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
