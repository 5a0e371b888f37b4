package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Reply;
import dev.parley.wire.HungUpException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;

/** The connection is broken and its link closed. Has the phase in which it broke and the last reply of the server. */
public final class ConnectionBrokenException extends IOException {
    private final Phase phase;
    private final Optional<Reply> lastWords;

    ConnectionBrokenException(Phase phase, Optional<Reply> lastWords, IOException cause) {
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
    ConnectionBrokenException during(Phase other) {
        return new ConnectionBrokenException(other, lastWords, (IOException) getCause());
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
