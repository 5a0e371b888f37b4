package dev.parley.sieve.account;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.trace.Escaped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * The lines of a script that the server names, for the message of an exception: each with the line before and the line after
 * it. At most three lines are named, and a line is truncated after 100 characters.
 */
final class ScriptExcerpt {
    private static final int MOST_ERRORS = 3;
    private static final int LONGEST_LINE = 100;

    private ScriptExcerpt() {}

    /**
     * The lines, each after a line end; empty when the server names none, or the script is unknown.
     *
     * @param script null: unknown
     */
    static String of(List<SieveDiagnostic> diagnostics, byte[] script) {
        TreeSet<Integer> named = new TreeSet<>();
        String[] lines = script == null ? new String[0] : lines(script);
        for (SieveDiagnostic diagnostic : diagnostics) {
            if (named.size() < MOST_ERRORS && diagnostic.line() >= 1 && diagnostic.line() <= lines.length) {
                named.add(diagnostic.line());
            }
        }
        if (named.isEmpty()) {
            return "";
        }
        TreeSet<Integer> shown = new TreeSet<>();
        for (int line : named) {
            for (int near = Math.max(1, line - 1); near <= Math.min(lines.length, line + 1); near++) {
                shown.add(near);
            }
        }
        StringBuilder text = new StringBuilder("\n  script:");
        int width = String.valueOf(shown.last()).length();
        int last = shown.first() - 1;
        for (int line : shown) {
            text.append(line > last + 1 ? "\n    ..." : "");
            append(text, line, width, named.contains(line), lines[line - 1]);
            last = line;
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int number, int width, boolean isNamed, String line) {
        String padded = " ".repeat(width - String.valueOf(number).length()) + number;
        text.append(isNamed ? "\n  > " : "\n    ").append(padded).append(" |");
        int length = line.codePointCount(0, line.length());
        int end = line.offsetByCodePoints(0, Math.min(length, LONGEST_LINE));
        text.append(end > 0 ? " " + Escaped.text(line.substring(0, end)) : "");
        text.append(length > LONGEST_LINE ? " [" + (length - LONGEST_LINE) + " more]" : "");
    }

    private static String[] lines(byte[] script) {
        return new String(script, StandardCharsets.UTF_8).split("\r?\n", -1);
    }
}
