package dev.parley.replay.sieve;

/** A command not understood or not allowed now; the conversation goes on unless what follows cannot be told apart. */
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

    /** The next line is taken for a command, whatever it is. */
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
