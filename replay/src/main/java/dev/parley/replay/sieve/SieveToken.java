package dev.parley.replay.sieve;

import java.util.Locale;

/** A token of a Sieve script as written (a string: its value) and the line it begins on. */
record SieveToken(Kind kind, String text, int line) {
    private static final int QUOTED_LIMIT = 40;

    enum Kind {
        IDENTIFIER,
        TAG,
        NUMBER,
        STRING,
        SEPARATOR,
        END
    }

    /** The form in which identifiers and tags are compared. */
    String key() {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean is(char separator) {
        return kind == Kind.SEPARATOR && text.charAt(0) == separator;
    }

    ScriptException error(String text) {
        return new ScriptException(line, text);
    }

    /** The text in quotes, shortened for an error message. */
    String quoted() {
        String start = text.length() > QUOTED_LIMIT ? text.substring(0, QUOTED_LIMIT) + "..." : text;
        return "'" + start.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    @Override
    public String toString() {
        return switch (kind) {
            case IDENTIFIER -> "identifier " + quoted();
            case TAG -> "tag " + quoted();
            case NUMBER -> "number " + quoted();
            case STRING -> "a string";
            case SEPARATOR -> quoted();
            case END -> "the end of the script";
        };
    }
}
