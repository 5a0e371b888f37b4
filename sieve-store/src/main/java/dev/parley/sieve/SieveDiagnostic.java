package dev.parley.sieve;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with a script, or may be. A server says it for a person (RFC 5804 s2.6 and s2.12); what can
 * be read from its words is here, and the words themselves.
 *
 * @param line counted from 1; -1 when the server names none
 * @param column counted from 1; -1 when the server names none
 * @param text the server's words without place and severity
 * @param scriptLine the script's own line, without its end; empty when no line is named or the script is not at hand
 * @param raw the server's words as it sent them
 */
public record SieveDiagnostic(Severity severity, int line, int column, String text, String scriptLine, String raw)
        implements Serializable {
    private static final Pattern QUOTED = Pattern.compile("['`\"]([^'`\"]+)['\"]");

    /** How bad it is. */
    public enum Severity {
        /** The script is refused. */
        ERROR,
        /** The script is taken, but may do something else than its writer means. */
        WARNING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Blanks and carets to be shown below {@link #scriptLine}, so that they point to what is meant: to the column, else
     * to the word that the server quotes, else to the line's first character. Empty when there is no line.
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
        String said = place + severity + ": " + text;
        return scriptLine.isBlank() ? said : said + "\n" + scriptLine + "\n" + pointer();
    }

    private int start(String word) {
        return word.isEmpty() ? scriptLine.length() - scriptLine.stripLeading().length() : scriptLine.indexOf(word);
    }
}
