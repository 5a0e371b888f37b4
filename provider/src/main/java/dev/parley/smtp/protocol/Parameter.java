package dev.parley.smtp.protocol;

/**
 * A parameter of MAIL or RCPT (RFC 5321 s4.1.1.11).
 *
 * @param value null where it has none
 */
public record Parameter(String keyword, String value) {
    /** The text on the wire. */
    @Override
    public String toString() {
        return value == null ? keyword : keyword + "=" + value;
    }
}
