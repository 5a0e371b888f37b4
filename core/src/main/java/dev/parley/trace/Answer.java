package dev.parley.trace;

import java.util.Optional;

/**
 * Code and status of a reply.
 *
 * @param code the three digits of an SMTP reply; {@code OK}, {@code NO} or {@code BYE} of a ManageSieve one
 * @param status the enhanced status code (RFC 3463), such as {@code 5.1.1}; the response code of ManageSieve (RFC 5804
 *     s1.3), such as {@code QUOTA/MAXSIZE}; if any
 * @param refused whether it is a rejection
 */
public record Answer(String code, Optional<String> status, boolean refused) {
    /** Of text that is not a reply, or not the last line of one. */
    public static final Answer NONE = new Answer("", Optional.empty(), false);

    Answer rewritten(EventRewriter to) {
        return new Answer(code, to.text(status), refused);
    }

    @Override
    public String toString() {
        return status.map(text -> code + " " + text).orElse(code);
    }
}
