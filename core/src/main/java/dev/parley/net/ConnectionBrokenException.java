package dev.parley.net;

import dev.parley.settings.Phase;
import java.io.IOException;

/** The connection failed and its link is closed. Has the phase in which it failed. */
public final class ConnectionBrokenException extends IOException {
    private final String server;
    private final Phase phase;
    private final String lastReply;

    /**
     * @param server host and port, or the path of a Unix domain socket
     * @param lastReply the last reply of the server; empty: none, or the cause contains it
     */
    public ConnectionBrokenException(String server, Phase phase, IOException cause, String lastReply) {
        super(
                "the connection to " + server + " failed while " + phase.phrase() + ": " + reason(cause)
                        + (lastReply.isEmpty() ? "" : "; last reply: " + lastReply),
                cause);
        this.server = server;
        this.phase = phase;
        this.lastReply = lastReply;
    }

    /** The same failure in another phase. */
    public ConnectionBrokenException during(Phase other) {
        return new ConnectionBrokenException(server, other, (IOException) getCause(), lastReply);
    }

    static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    public Phase phase() {
        return phase;
    }
}
