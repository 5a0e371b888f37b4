package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Reply;
import dev.parley.wire.HungUpException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;

/** The dialog cannot go on: the link is closed. Carries where it broke and what the server said last. */
public final class BrokenDialogException extends IOException {
    private final Phase phase;
    private final Optional<Reply> lastWords;

    BrokenDialogException(Phase phase, Optional<Reply> lastWords, IOException cause) {
        super(
                "the dialog broke while " + phase.phrase() + ": " + cause.getMessage()
                        + lastWords
                                .map(reply -> "; the server's last words: " + reply)
                                .orElse(""),
                cause);
        this.phase = phase;
        this.lastWords = lastWords;
    }

    /** The same for something else that was under way. */
    BrokenDialogException during(Phase other) {
        return new BrokenDialogException(other, lastWords, (IOException) getCause());
    }

    public Phase phase() {
        return phase;
    }

    /** Whether the connection was lost before the server replied to MAIL: nothing is wrong with the message. */
    public boolean lostBeforeMail() {
        boolean closed = getCause() instanceof HungUpException hungUp
                && hungUp.lastWords().isEmpty();
        boolean lost = closed || getCause() instanceof SocketException;
        return lost && (phase == Phase.MAIL || phase == Phase.RSET);
    }

    /** Whether the server may have taken the message although its reply was never seen (RFC 5321 s4.5.3.2.6). */
    public boolean mayBeDelivered() {
        return phase == Phase.END_OF_DATA;
    }
}
