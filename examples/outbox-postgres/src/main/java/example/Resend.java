package example;

/** What happens to a mail that may have been delivered: a second copy is the price of not losing it. */
public enum Resend {
    /** It is never sent again, for example an invoice. */
    NEVER,

    /** It is sent once more, for example a password reset. */
    ONCE,

    /** A person decides: {@link Outbox#resend} or {@link Outbox#markSent}. */
    ASK
}
