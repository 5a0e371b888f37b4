package dev.parley.smtp.transaction;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import java.util.List;

/**
 * The result of sending one message.
 *
 * @param recipients the result for each recipient, in the envelope's order
 * @param octets of the content that were written, as RFC 1870 s5 counts them
 * @param mayBeResent whether the connection was parked before, and lost before MAIL was accepted: the message can be sent
 *     over another connection
 */
public record TransactionResult(
        List<RecipientResult> recipients, Outcome outcome, long octets, Timing timing, boolean mayBeResent) {

    /**
     * The command that decided about one recipient: RCPT, or with LMTP, which has a reply for each accepted recipient, the
     * end of the content (RFC 2033 s4.2).
     *
     * @param reply null where none was read
     */
    public record RecipientResult(Command command, Reply reply) {
        public boolean isAccepted() {
            return reply != null && reply.isPositive();
        }

        /** Whether the server may have accepted the message for this recipient although its reply was never read. */
        public boolean isUncertain() {
            return command.endsContent() && reply == null;
        }
    }

    /** How the transaction ended. */
    public sealed interface Outcome {}

    /**
     * The server accepted the message for every recipient whose result is accepted.
     *
     * @param later the failure of a later transaction of the same message: a ConnectionBrokenException, or what the
     *     content threw; null: none
     */
    public record Accepted(Reply reply, Exception later) implements Outcome {}

    /** The server rejected MAIL, DATA or the content, or replied 421. */
    public record Rejected(Command command, Reply reply) implements Outcome {}

    /** Recipients were rejected, and the message was not sent to the others either. */
    public record NotAttempted() implements Outcome {}

    /** The connection broke. */
    public record Broken(ConnectionBrokenException failure) implements Outcome {}
}
