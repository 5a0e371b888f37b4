package dev.parley.trace;

/**
 * A peer's text made fit for a terminal: control and direction characters are escaped, ESC as {@code \x1b}, and of an
 * endless line the first 1000 characters are kept.
 */
public final class Shown {
    private static final int LONGEST = 1000;

    private Shown() {}

    /** One line of text as it may be shown. */
    public static String text(String hostile) {
        StringBuilder shown = new StringBuilder(hostile.length());
        int kept = Math.min(hostile.length(), LONGEST);
        for (int i = 0; i < kept; i++) {
            char c = hostile.charAt(i);
            if (c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 && c != 0x85) {
                shown.append(String.format("\\x%02x", (int) c));
            } else if (isInvisible(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        if (kept < hostile.length()) {
            shown.append(" [").append(hostile.length() - kept).append(" more]");
        }
        return shown.toString();
    }

    private static boolean isInvisible(char c) {
        return c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff || Character.getType(c) == Character.FORMAT;
    }
}
