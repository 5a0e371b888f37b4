package dev.parley.smtp.protocol;

/** Numbers as RFC 5234 writes them: ASCII digits only. */
final class Digits {
    private Digits() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a text is one digit or more, and nothing else. */
    static boolean are(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
