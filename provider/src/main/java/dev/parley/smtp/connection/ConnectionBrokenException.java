package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Phase;
import dev.parley.smtp.protocol.Reply;
import dev.parley.wire.HungUpException;
import java.io.IOException;
import java.net.SocketException;

/** The connection is broken and its link closed. Has the phase in which it broke. */
public final class ConnectionBrokenException extends IOException {
    private final Phase phase;
    private final String lastWords;

    /** @param lastWords the last reply of the server; null where there is none */
    ConnectionBrokenException(Phase phase, Reply lastWords, IOException cause) {
        this(phase, lastWords == null ? "" : "; the server's last words: " + lastWords, cause);
    }

    private ConnectionBrokenException(Phase phase, String lastWords, IOException cause) {
        super("the dialog broke while " + phase.phrase() + ": " + cause.getMessage() + lastWords, cause);
        this.phase = phase;
        this.lastWords = lastWords;
    }

    /** The same failure, in the phase of another transaction. */
    public ConnectionBrokenException during(Phase other) {
        return new ConnectionBrokenException(other, lastWords, (IOException) getCause());
    }

    public Phase phase() {
        return phase;
    }

    /** Whether the connection was lost before the server replied to MAIL: nothing is wrong with the message. */
    public boolean isLostWithoutReply() {
        boolean closed = getCause() instanceof HungUpException hungUp
                && hungUp.lastWords().isEmpty();
        boolean lost = closed || getCause() instanceof SocketException;
        return lost && (phase == Phase.MAIL || phase == Phase.RSET);
    }

    /** Whether the server may have accepted the message although its reply was never read (RFC 5321 s4.5.3.2.6). */
    public boolean mayBeDelivered() {
        return phase == Phase.END_OF_DATA;
    }
}
