package dev.parley.cli.demo;

/** A command not understood or not allowed now; the conversation goes on unless what follows cannot be told apart. */
final class BadCommand extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean outOfStep;

    private BadCommand(String message, boolean outOfStep) {
        super(message);
        this.outOfStep = outOfStep;
    }

    BadCommand(String message) {
        this(message, false);
    }

    static BadCommand outOfStep(String message) {
        return new BadCommand(message, true);
    }

    boolean isOutOfStep() {
        return outOfStep;
    }
}
