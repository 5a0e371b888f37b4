package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import java.util.List;
import java.util.Optional;

/**
 * What became of one message.
 *
 * @param recipients what became of each recipient, in the envelope's order
 * @param octets of the content that left, as RFC 1870 s5 counts them
 * @param stale whether the link, idle before, was dead before anything was accepted on it: over another one the message
 *     can still be sent
 */
public record TransactionResult(
        List<RecipientResult> recipients, Outcome outcome, long octets, Timing timing, boolean stale) {

    /**
     * What decided about one recipient: RCPT, or with LMTP, which has a reply for each recipient who was accepted, the
     * end of the data (RFC 2033 s4.2).
     *
     * @param reply empty where none was heard
     */
    public record RecipientResult(Command command, Optional<Reply> reply) {
        public boolean isAccepted() {
            return reply.filter(Reply::isPositive).isPresent();
        }

        /** Whether the server may have taken the message for this recipient although its reply was never seen. */
        public boolean isUncertain() {
            return command.endsContent() && reply.isEmpty();
        }
    }

    /** How the transaction ended. */
    public sealed interface Outcome {}

    /** The server took the message for every recipient whose result is accepted. */
    public record Accepted(Reply reply) implements Outcome {}

    /** The server refused the sender, the content or its announcement. */
    public record Refused(Command command, Reply reply) implements Outcome {}

    /** Recipients were refused, and the message was not sent to the others either. */
    public record NotAttempted() implements Outcome {}

    /** The dialog broke. */
    public record Broken(ConnectionBrokenException failure) implements Outcome {}
}
