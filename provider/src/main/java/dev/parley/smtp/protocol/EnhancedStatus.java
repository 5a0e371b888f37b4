package dev.parley.smtp.protocol;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An enhanced status code, RFC 3463 s2, such as {@code 5.1.1}. */
public record EnhancedStatus(int classDigit, int subject, int detail) {
    private static final Pattern CODE = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?:\\s.*|)");

    /** The code that a reply's text begins with (RFC 2034 s4), where it does. */
    static Optional<EnhancedStatus> at(String text) {
        Matcher matcher = CODE.matcher(text);
        return matcher.matches()
                ? Optional.of(new EnhancedStatus(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** Whether subject and detail are these, whatever the class. */
    public boolean is(int subject, int detail) {
        return this.subject == subject && this.detail == detail;
    }

    @Override
    public String toString() {
        return classDigit + "." + subject + "." + detail;
    }
}
