package dev.parley.smtp;

import java.util.Optional;

/**
 * An enhanced status code (RFC 3463 s2), such as {@code 5.1.1}. A server begins the text of its replies with it (RFC 2034 s4).
 * The IANA registry "SMTP Enhanced Status Codes" (RFC 5248) lists the subjects and details. {@link Delivery.Reply#status()}
 * has the code of a reply, and {@link Rejection#getEnhancedStatus()} that of an exception.
 *
 * @param classDigit 2 for success, 4 for a transient failure, 5 for a permanent failure
 * @param subject what the status is about, 0 to 999: 1 is an address, 7 security or policy
 * @param detail the condition within the subject, 0 to 999
 */
public record EnhancedStatus(int classDigit, int subject, int detail) {
    private static final int MOST_DIGITS = 3;
    private static final int MOST = 999;

    /** @throws IllegalArgumentException when a number is outside its range */
    public EnhancedStatus {
        boolean isClass = classDigit == 2 || classDigit == 4 || classDigit == 5;
        if (!isClass || subject < 0 || subject > MOST || detail < 0 || detail > MOST) {
            throw new IllegalArgumentException(
                    "not an enhanced status code (RFC 3463 s2): " + classDigit + "." + subject + "." + detail);
        }
    }

    /**
     * Parses the code at the beginning of a reply's text (RFC 2034 s4).
     *
     * @param text a code alone, or the text after the reply code of the first line: {@code 5.1.1 User unknown}
     * @return empty if the text does not begin with an enhanced status code
     */
    public static Optional<EnhancedStatus> parse(String text) {
        int first = digits(text, 0);
        int second = first == 1 && isDot(text, 1) ? digits(text, 2) : 0;
        int third = second > 0 && isDot(text, 2 + second) ? digits(text, 3 + second) : 0;
        int end = 3 + second + third;
        boolean complete = third > 0 && (end == text.length() || Character.isWhitespace(text.charAt(end)));
        if (!complete || "245".indexOf(text.charAt(0)) < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new EnhancedStatus(text.charAt(0) - '0', number(text, 2, 2 + second), number(text, 3 + second, end)));
    }

    /** How many digits follow, up to three. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDot(String text, int at) {
        return at < text.length() && text.charAt(at) == '.';
    }

    /** Returns whether the code has this subject and this detail, in any class. */
    public boolean is(int subject, int detail) {
        return this.subject == subject && this.detail == detail;
    }

    /** Returns the code as it is sent: {@code 5.1.1}. */
    @Override
    public String toString() {
        return classDigit + "." + subject + "." + detail;
    }
}
