package dev.parley.cli.demo;

/** A check of the demo failed. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    static void unless(boolean expected, String message) throws Failure {
        if (!expected) {
            throw new Failure(message);
        }
    }
}
