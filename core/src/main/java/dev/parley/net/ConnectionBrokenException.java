package dev.parley.net;

import dev.parley.settings.Phase;
import dev.parley.tls.TlsException;
import dev.parley.trace.Answer;
import dev.parley.trace.ReceivedReply;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** The connection failed and its link is closed. Has the phase in which it failed. */
public final class ConnectionBrokenException extends IOException {
    private final String server;
    private final Phase phase;
    private final transient LastReply last;
    private final transient Duration waited;

    /**
     * The last reply before the failure.
     *
     * @param answer {@link Answer#NONE}: the server sent none
     * @param text without secrets; empty: none, or the cause contains it
     */
    public record LastReply(Answer answer, String text) {
        public static final LastReply NONE = new LastReply(Answer.NONE, "");
    }

    /** The last reply as an explainer takes it. */
    private record ExplainedReply(Answer answer, List<String> lines) implements ReceivedReply {}

    /**
     * @param server host and port, or the path of a Unix domain socket
     * @param waited how long the client had waited for a reply; null: the failure is not that of a read
     */
    public ConnectionBrokenException(String server, Phase phase, IOException cause, LastReply last, Duration waited) {
        super(
                "the connection to " + server + " failed while " + phase.phrase() + ": " + reason(cause)
                        + (last.text.isEmpty() ? "" : "; last reply: " + last.text),
                cause);
        this.server = server;
        this.phase = phase;
        this.last = last;
        this.waited = waited;
    }

    /** The same failure in another phase. */
    public ConnectionBrokenException during(Phase other) {
        return new ConnectionBrokenException(server, other, (IOException) getCause(), last, waited);
    }

    static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /**
     * The meaning of the failure and what to do, as lines that follow the message of an exception; empty: nothing is known.
     * The last reply is explained where it is the reason. If TLS is the reason, its facts precede the meaning. A time-out is
     * in the message; another failure of a read has the time until it.
     *
     * @param trace of the connection
     */
    public String advice(Trace trace) {
        if (getCause() instanceof TlsException tls) {
            return advice(tls, trace);
        }
        String reason = reason((IOException) getCause());
        String text = last.text.isEmpty() ? reason : last.text;
        String advice = last.answer.refused() && !phase.mayBeDelivered()
                ? trace.advice(phase.word(), new ExplainedReply(last.answer, List.of(text)))
                : trace.advice(phase.phrase(), reason, phase.mayBeDelivered());
        boolean hasTime = waited != null && !(getCause() instanceof SocketTimeoutException);
        return hasTime ? advice + "\n  waited: " + waited.toMillis() + " ms for the reply" : advice;
    }

    private String advice(TlsException tls, Trace trace) {
        StringBuilder lines = new StringBuilder();
        for (String fact : tls.facts()) {
            lines.append("\n  ").append(trace.forException(fact));
        }
        for (String reason : tls.reasons()) {
            lines.append(trace.advice(phase.phrase(), reason, phase.mayBeDelivered()));
        }
        return lines.toString();
    }

    public Phase phase() {
        return phase;
    }
}
