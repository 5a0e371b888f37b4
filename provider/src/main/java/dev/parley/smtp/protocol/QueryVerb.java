package dev.parley.smtp.protocol;

/** A command that queries the server outside of mail transactions. */
public enum QueryVerb {
    /** RFC 5321 s4.1.1.6. */
    VRFY("address", SmtpPhase.VRFY),
    /** RFC 5321 s4.1.1.7. */
    EXPN("list", SmtpPhase.EXPN),
    /** RFC 5321 s4.1.1.8. */
    HELP("topic", SmtpPhase.HELP),
    /** RFC 1985 s5. */
    ETRN("queue", SmtpPhase.ETRN);

    private final String argumentName;
    private final SmtpPhase phase;

    QueryVerb(String argumentName, SmtpPhase phase) {
        this.argumentName = argumentName;
        this.phase = phase;
    }

    /** The name of the argument in error messages. */
    public String argumentName() {
        return argumentName;
    }

    /** Whether the argument may have non-ASCII characters, with the parameter SMTPUTF8 (RFC 6531 s3.7.4.2). */
    public boolean takesSmtpUtf8() {
        return this == VRFY || this == EXPN;
    }

    SmtpPhase phase() {
        return phase;
    }
}
