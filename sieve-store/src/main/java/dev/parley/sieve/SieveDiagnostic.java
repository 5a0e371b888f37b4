package dev.parley.sieve;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error or warning about a script, parsed from the human-readable text of the server (RFC 5804 s2.6 and s2.12).
 *
 * @param line from 1; -1 when the server names none
 * @param column from 1; -1 when the server names none
 * @param text the server's text without place and severity
 * @param scriptLine the line of the script, without its end; empty when no line is named or the script is unknown
 * @param raw the server's text as it sent it
 */
public record SieveDiagnostic(Severity severity, int line, int column, String text, String scriptLine, String raw)
        implements Serializable {
    private static final Pattern QUOTED = Pattern.compile("['`\"]([^'`\"]+)['\"]");

    /** The severity. */
    public enum Severity {
        /** The script is rejected. */
        ERROR,
        /** The script is accepted, but may not do what its author intended. */
        WARNING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Blanks and carets to print below {@link #scriptLine}. They point to the column, or to the word that the server
     * quotes, or to the first character of the line. Empty when there is no line.
     */
    public String pointer() {
        if (scriptLine.isBlank()) {
            return "";
        }
        Matcher quoted = QUOTED.matcher(text);
        String word = quoted.find() && scriptLine.contains(quoted.group(1)) ? quoted.group(1) : "";
        int start = column > 0 ? Math.min(column, scriptLine.length()) - 1 : start(word);
        int length = column > 0 ? 1 : Math.max(1, word.length());
        return scriptLine.substring(0, start).replaceAll("[^\t]", " ") + "^".repeat(length);
    }

    /** Place, severity and text in one line; below it, where there is one, the script's line and the pointer. */
    @Override
    public String toString() {
        String place = line < 0 ? "" : "line " + line + (column < 0 ? "" : ", column " + column) + ": ";
        String message = place + severity + ": " + text;
        return scriptLine.isBlank() ? message : message + "\n" + scriptLine + "\n" + pointer();
    }

    private int start(String word) {
        return word.isEmpty() ? scriptLine.length() - scriptLine.stripLeading().length() : scriptLine.indexOf(word);
    }
}
