package dev.parley.smtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced status code (RFC 3463 s2), such as {@code 5.1.1}. The IANA registry "SMTP Enhanced Status Codes" lists the
 * subjects and details.
 *
 * @param classDigit 2 for success, 4 for a transient failure, 5 for a permanent failure
 * @param subject what the status is about, 0 to 999: 1 is an address, 7 security or policy
 * @param detail the condition within the subject, 0 to 999
 */
public record EnhancedStatus(int classDigit, int subject, int detail) {
    private static final Pattern CODE = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?:\\s.*|)");

    /**
     * Parses the code at the beginning of a reply's text (RFC 2034 s4).
     *
     * @param text a code alone, or the text after the reply code of the first line: {@code 5.1.1 User unknown}
     * @return empty if the text does not begin with an enhanced status code
     */
    public static Optional<EnhancedStatus> parse(String text) {
        Matcher matcher = CODE.matcher(text);
        return matcher.matches()
                ? Optional.of(new EnhancedStatus(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
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
