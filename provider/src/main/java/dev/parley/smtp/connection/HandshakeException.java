package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Shown;
import java.util.Optional;

/** A connection cannot be set up as configured: the server rejected a step, or lacks a required extension. */
public final class HandshakeException extends Exception {
    private final Phase phase;
    private final transient Optional<Reply> reply;

    HandshakeException(Phase phase, Reply reply, String message) {
        super(Shown.escaped(message));
        this.phase = phase;
        this.reply = Optional.of(reply);
    }

    private HandshakeException(HandshakeException other, String advice) {
        super(other.getMessage() + advice);
        this.phase = other.phase;
        this.reply = other.reply;
    }

    HandshakeException(Phase phase, String message) {
        super(Shown.escaped(message));
        this.phase = phase;
        this.reply = Optional.empty();
    }

    /** The same with more at the end of its message. */
    HandshakeException with(String advice) {
        return advice.isEmpty() ? this : new HandshakeException(this, advice);
    }

    public Phase phase() {
        return phase;
    }

    /** The refusal, where the server said one. */
    public Optional<Reply> reply() {
        return reply;
    }
}
