package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.Escaped;

/** A connection cannot be set up as configured: the server rejected a step, or lacks a required extension. */
public final class SetupException extends Exception {
    private final SmtpPhase phase;
    private final transient Reply reply;

    /** @param reply the rejection; null where there is none */
    SetupException(SmtpPhase phase, Reply reply, String message) {
        super(Escaped.message(message));
        this.phase = phase;
        this.reply = reply;
    }

    SetupException(SmtpPhase phase, String message) {
        this(phase, null, message);
    }

    private SetupException(SetupException other, String advice) {
        super(other.getMessage() + advice);
        this.phase = other.phase;
        this.reply = other.reply;
    }

    /** The same with more at the end of its message. */
    SetupException with(String advice) {
        return advice.isEmpty() ? this : new SetupException(this, advice);
    }

    public SmtpPhase phase() {
        return phase;
    }

    /** The rejection; null where the server sent none. */
    public Reply reply() {
        return reply;
    }
}
