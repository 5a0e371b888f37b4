package dev.parley.smtp;

import java.time.Instant;

/**
 * A request that the message is delivered only if the same person has owned the recipient's mailbox since this time (RFC 7293
 * s3.1): for a message that would harm in the hands of a later owner, such as a password reset.
 *
 * @param since the last time at which the sender knew the owner, in whole seconds
 * @param otherwise what a relay does if the next server does not support RRVS (RFC 7293 s5.1.1)
 */
public record ValidSince(Instant since, NoSupport otherwise) {

    /** What a relay does if the next server does not support RRVS. */
    public enum NoSupport {
        /** The relay rejects the message. */
        REJECT,
        /** The relay forwards the message without the request. */
        CONTINUE
    }

    /** @throws IllegalArgumentException when the year does not have four digits */
    public ValidSince {
        since = DateTimes.inSeconds(since);
    }

    /** A request that no relay drops. */
    public static ValidSince of(Instant since) {
        return new ValidSince(since, NoSupport.REJECT);
    }

    /**
     * Parses the value of the parameter RRVS: {@code 2026-04-03T23:01:00Z}, optionally with {@code ;R} or {@code ;C}.
     *
     * @throws IllegalArgumentException when the text is another
     */
    public static ValidSince parse(String text) {
        int end = text.indexOf(';');
        Instant since = DateTimes.parse(end < 0 ? text : text.substring(0, end));
        String action = end < 0 ? "R" : text.substring(end + 1);
        if (!action.equalsIgnoreCase("R") && !action.equalsIgnoreCase("C")) {
            throw new IllegalArgumentException("'" + text + "' does not end with ;R or ;C (RFC 7293 s3.1)");
        }
        return new ValidSince(since, action.equalsIgnoreCase("C") ? NoSupport.CONTINUE : NoSupport.REJECT);
    }

    /** Returns the value of the parameter RRVS. */
    @Override
    public String toString() {
        return since + (otherwise == NoSupport.CONTINUE ? ";C" : "");
    }
}
