package dev.parley.trace;

/**
 * A peer's text made fit for a terminal: control and direction characters are escaped, ESC as {@code \x1b}, and of an
 * endless line the first 1000 characters are kept.
 */
public final class Shown {
    private static final int LONGEST = 1000;

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

    /** A text of several lines in one, which shows as {@code \n} where they ended; the end of the last line is left out. */
    public static String line(String hostile) {
        int end = hostile.length();
        while (end > 0 && hostile.charAt(end - 1) == '\n') {
            end = lineEnd(hostile, end - 1);
        }
        StringBuilder shown = new StringBuilder(end);
        int start = 0;
        for (int next = hostile.indexOf('\n'); next >= 0 && next < end; next = hostile.indexOf('\n', start)) {
            shown.append(text(hostile.substring(start, Math.max(start, lineEnd(hostile, next)))))
                    .append("\\n");
            start = next + 1;
        }
        return shown.append(text(hostile.substring(start, end))).toString();
    }

    /** Where a line ends whose LF is at a place: a CR before it is not a part of the line. */
    private static int lineEnd(String text, int lf) {
        return lf > 0 && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
    }

    /**
     * A text of any length as it may stand in the message of an exception: its line ends stay, which are LF there, and
     * tabs (RFC 5321 s4.2, textstring). A text without other control and direction characters is the same object.
     */
    public static String escaped(String hostile) {
        int at = 0;
        while (at < hostile.length() && !isEscaped(hostile.codePointAt(at))) {
            at += Character.charCount(hostile.codePointAt(at));
        }
        if (at == hostile.length()) {
            return hostile;
        }
        StringBuilder shown = new StringBuilder(hostile.length() + 16).append(hostile, 0, at);
        while (at < hostile.length()) {
            int c = hostile.codePointAt(at);
            if (c == '\n') {
                shown.append('\n');
            } else {
                append(shown, c);
            }
            at += Character.charCount(c);
        }
        return shown.toString();
    }

    private static boolean isEscaped(int c) {
        return c != '\n' && isInvisible(c);
    }

    /** One line of text as it may be shown. */
    public static String text(String hostile) {
        StringBuilder shown = new StringBuilder(hostile.length());
        int at = 0;
        for (int count = 0; count < LONGEST && at < hostile.length(); count++) {
            int c = hostile.codePointAt(at);
            append(shown, c);
            at += Character.charCount(c);
        }
        int more = hostile.codePointCount(at, hostile.length());
        return more > 0 ? shown.append(" [").append(more).append(" more]").toString() : shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 && c != 0x85) {
            shown.append("\\x").append(hex(c, 2));
        } else if (isInvisible(c)) {
            shown.append(c > 0xffff ? "\\u{" + hex(c, 1) + "}" : "\\u" + hex(c, 4));
        } else {
            shown.appendCodePoint(c);
        }
    }

    private static String hex(int c, int digits) {
        String hex = Integer.toHexString(c);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                c != '\t';
            default -> false;
        };
    }
}
