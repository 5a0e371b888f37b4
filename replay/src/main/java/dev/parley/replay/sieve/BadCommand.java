package dev.parley.replay.sieve;

/** An invalid or disallowed command. The connection stays open unless the start of the next command is unknown. */
final class BadCommand extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean outOfStep;
    private final boolean leavesTheRest;

    private BadCommand(String message, boolean outOfStep, boolean leavesTheRest) {
        super(message);
        this.outOfStep = outOfStep;
        this.leavesTheRest = leavesTheRest;
    }

    BadCommand(String message) {
        this(message, false, false);
    }

    static BadCommand outOfStep(String message) {
        return new BadCommand(message, true, false);
    }

    /** The next line is treated as a command. */
    static BadCommand leavingTheRest(String message) {
        return new BadCommand(message, false, true);
    }

    boolean leavesTheRest() {
        return leavesTheRest;
    }

    boolean isOutOfStep() {
        return outOfStep;
    }
}
