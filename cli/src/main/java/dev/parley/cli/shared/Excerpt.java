package dev.parley.cli.shared;

import dev.parley.sieve.SieveDiagnostic;

/** A diagnostic with the part of a long line that the pointer shows. */
public final class Excerpt {
    private static final int WIDTH = 100;
    private static final int BEFORE = 40;

    private Excerpt() {}

    public static String of(SieveDiagnostic diagnostic) {
        String line = diagnostic.scriptLine();
        if (line.length() <= WIDTH) {
            return diagnostic.toString();
        }
        String pointer = diagnostic.pointer();
        int column = pointer.indexOf('^');
        int from = Math.max(0, Math.min(column - BEFORE, line.length() - WIDTH));
        int to = Math.min(line.length(), from + WIDTH);
        String message = diagnostic.toString();
        String first = message.substring(0, message.indexOf('\n'));
        return first + " (this line has " + line.length() + " characters; shown are " + (from + 1) + " to " + to + ")\n"
                + line.substring(from, to) + "\n"
                + pointer.substring(from, Math.min(pointer.length(), to));
    }
}
