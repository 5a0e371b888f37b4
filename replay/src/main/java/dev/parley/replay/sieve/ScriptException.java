package dev.parley.replay.sieve;

/** The first error of a script, and its line. */
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    ScriptException(int line, String text) {
        super("line " + line + ": error: " + text);
    }
}
