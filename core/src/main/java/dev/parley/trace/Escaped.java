package dev.parley.trace;

/**
 * Makes text of a server safe for a terminal: control and direction characters are escaped, ESC as {@code \x1b}, and a
 * line is truncated after 1000 characters.
 */
public final class Escaped {
    private static final int LONGEST = 1000;

    private Escaped() {}

    /** Several lines as one, joined by {@code \n} in two characters, without the end of the last line. */
    public static String line(String hostile) {
        int end = hostile.length();
        while (end > 0 && hostile.charAt(end - 1) == '\n') {
            end = lineEnd(hostile, end - 1);
        }
        StringBuilder escaped = new StringBuilder(end);
        int start = 0;
        for (int next = hostile.indexOf('\n'); next >= 0 && next < end; next = hostile.indexOf('\n', start)) {
            escaped.append(text(hostile.substring(start, Math.max(start, lineEnd(hostile, next)))))
                    .append("\\n");
            start = next + 1;
        }
        return escaped.append(text(hostile.substring(start, end))).toString();
    }

    /** The end of a line whose LF is at an index: before a CR. */
    private static int lineEnd(String text, int lf) {
        return lf > 0 && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
    }

    /**
     * Escapes a text of any length for the message of an exception. LF and tabs stay (RFC 5321 s4.2, textstring). A text
     * without other control and direction characters is returned as it is.
     */
    public static String message(String hostile) {
        int at = 0;
        while (at < hostile.length() && !isEscaped(hostile.codePointAt(at))) {
            at += Character.charCount(hostile.codePointAt(at));
        }
        if (at == hostile.length()) {
            return hostile;
        }
        StringBuilder escaped = new StringBuilder(hostile.length() + 16).append(hostile, 0, at);
        while (at < hostile.length()) {
            int c = hostile.codePointAt(at);
            if (c == '\n') {
                escaped.append('\n');
            } else {
                append(escaped, c);
            }
            at += Character.charCount(c);
        }
        return escaped.toString();
    }

    private static boolean isEscaped(int c) {
        return c != '\n' && isInvisible(c);
    }

    /** Escapes and truncates one line. */
    public static String text(String hostile) {
        StringBuilder escaped = new StringBuilder(hostile.length());
        int at = 0;
        for (int count = 0; count < LONGEST && at < hostile.length(); count++) {
            int c = hostile.codePointAt(at);
            append(escaped, c);
            at += Character.charCount(c);
        }
        int more = hostile.codePointCount(at, hostile.length());
        return more > 0 ? escaped.append(" [").append(more).append(" more]").toString() : escaped.toString();
    }

    private static void append(StringBuilder escaped, int c) {
        if (c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 && c != 0x85) {
            escaped.append("\\x").append(hex(c, 2));
        } else if (isInvisible(c)) {
            escaped.append(c > 0xffff ? "\\u{" + hex(c, 1) + "}" : "\\u" + hex(c, 4));
        } else {
            escaped.appendCodePoint(c);
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
