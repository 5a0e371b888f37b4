package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Shown;
import java.util.Optional;

/** A dialog that cannot be opened as configured: the server refused a step, or lacks what the user asked for. */
public final class OpeningException extends Exception {
    private final Phase phase;
    private final transient Optional<Reply> reply;

    OpeningException(Phase phase, Reply reply, String message) {
        super(Shown.escaped(message));
        this.phase = phase;
        this.reply = Optional.of(reply);
    }

    private OpeningException(OpeningException other, String advice) {
        super(other.getMessage() + advice);
        this.phase = other.phase;
        this.reply = other.reply;
    }

    OpeningException(Phase phase, String message) {
        super(Shown.escaped(message));
        this.phase = phase;
        this.reply = Optional.empty();
    }

    /** The same with more at the end of its message. */
    OpeningException with(String advice) {
        return advice.isEmpty() ? this : new OpeningException(this, advice);
    }

    public Phase phase() {
        return phase;
    }

    /** The refusal, where the server said one. */
    public Optional<Reply> reply() {
        return reply;
    }
}
