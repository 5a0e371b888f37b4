package dev.parley.replay.sieve;

/** The first error of a script, and its line. */
final class ScriptError extends Exception {
    private static final long serialVersionUID = 1;

    ScriptError(int line, String text) {
        super("line " + line + ": error: " + text);
    }
}
