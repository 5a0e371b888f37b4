package dev.parley.net;

import dev.parley.settings.Phase;
import dev.parley.trace.Answer;
import dev.parley.trace.ReceivedReply;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.util.List;

/** The connection failed and its link is closed. Has the phase in which it failed. */
public final class ConnectionBrokenException extends IOException {
    private final String server;
    private final Phase phase;
    private final transient Answer last;
    private final String lastReply;

    /**
     * @param server host and port, or the path of a Unix domain socket
     * @param last the last reply of the server in short; {@link Answer#NONE}: none
     * @param lastReply its text without secrets; empty: none, or the cause contains it
     */
    public ConnectionBrokenException(String server, Phase phase, IOException cause, Answer last, String lastReply) {
        super(
                "the connection to " + server + " failed while " + phase.phrase() + ": " + reason(cause)
                        + (lastReply.isEmpty() ? "" : "; last reply: " + lastReply),
                cause);
        this.server = server;
        this.phase = phase;
        this.last = last;
        this.lastReply = lastReply;
    }

    /** The same failure in another phase. */
    public ConnectionBrokenException during(Phase other) {
        return new ConnectionBrokenException(server, other, (IOException) getCause(), last, lastReply);
    }

    static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /**
     * The meaning of the failure and what to do, as lines that follow the message of an exception; empty: nothing is known.
     * The last reply is explained where it is the reason.
     *
     * @param trace of the connection
     */
    public String advice(Trace trace) {
        String reason = reason((IOException) getCause());
        return last.refused() && !phase.mayBeDelivered()
                ? trace.advice(phase.word(), new LastReply(last, List.of(lastReply.isEmpty() ? reason : lastReply)))
                : trace.advice(phase.phrase(), reason, phase.mayBeDelivered());
    }

    private record LastReply(Answer answer, List<String> lines) implements ReceivedReply {}

    public Phase phase() {
        return phase;
    }
}
