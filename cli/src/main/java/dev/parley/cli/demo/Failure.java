package dev.parley.cli.demo;

/** Something is not as the demo promises. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    static void unless(boolean asPromised, String message) throws Failure {
        if (!asPromised) {
            throw new Failure(message);
        }
    }
}
