package dev.parley.trace;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A peer's text made fit for a terminal: control and direction characters are escaped, ESC as {@code \x1b}, and of an
 * endless line the first 1000 characters are kept.
 */
public final class Shown {
    private static final int LONGEST = 1000;
    private static final Pattern LINE_END = Pattern.compile("\r?\n");

    private static final String REDACTED = "[redacted ";

    private Shown() {}

    /** What stands in the place of so many octets that are nobody's to see. */
    public static String redacted(int octets) {
        return REDACTED + octets + " octets]";
    }

    /** Whether something in a text stands in the place of a secret. */
    static boolean isRedacted(String text) {
        return text.contains(REDACTED);
    }

    /** A text of several lines in one, which shows as {@code \n} where they ended. */
    public static String line(String hostile) {
        return LINE_END.splitAsStream(hostile).map(Shown::text).collect(Collectors.joining("\\n"));
    }

    /**
     * A text of any length as it may stand in the message of an exception: its line ends stay, which are LF there, and
     * tabs (RFC 5321 s4.2, textstring). A text without other control and direction characters is the same object.
     */
    public static String escaped(String hostile) {
        if (hostile.codePoints().noneMatch(Shown::isEscaped)) {
            return hostile;
        }
        StringBuilder shown = new StringBuilder(hostile.length() + 16);
        hostile.codePoints().forEach(c -> {
            if (c == '\n') {
                shown.append('\n');
            } else {
                append(shown, c);
            }
        });
        return shown.toString();
    }

    private static boolean isEscaped(int c) {
        return c != '\n' && isInvisible(c);
    }

    /** One line of text as it may be shown. */
    public static String text(String hostile) {
        StringBuilder shown = new StringBuilder(hostile.length());
        hostile.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
        long more = hostile.codePoints().skip(LONGEST).count();
        return more > 0 ? shown.append(" [").append(more).append(" more]").toString() : shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 && c != 0x85) {
            shown.append(String.format("\\x%02x", c));
        } else if (isInvisible(c)) {
            shown.append(String.format(c > 0xffff ? "\\u{%x}" : "\\u%04x", c));
        } else {
            shown.appendCodePoint(c);
        }
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                c != '\t';
            default -> false;
        };
    }
}
