package dev.parley.smtp.transaction;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.connection.Pipeline;
import dev.parley.smtp.transaction.TransactionResult.Accepted;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.Outcome;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import java.util.List;

/**
 * The replies of PRDR: after 353, one for each recipient that RCPT accepted, and one for the whole message, which decides
 * for those that the server has accepted so far. A server with one result for all recipients omits 353 and sends that
 * result alone.
 */
final class PerRecipientReplies {
    private static final int FOLLOW = 353;

    private final List<PendingReply> recipients;
    private final PendingReply overall;

    private PerRecipientReplies(List<PendingReply> replies) {
        this.recipients = replies.subList(0, replies.size() - 1);
        this.overall = replies.get(replies.size() - 1);
    }

    /**
     * Reads the replies.
     *
     * @param first the first reply to the end of the content
     * @param accepted how many recipients RCPT accepted
     * @return null where the first reply is the only one
     */
    static PerRecipientReplies readAfter(PendingReply first, int accepted, Pipeline pipeline) {
        if (!first.isAnswered() || first.reply().code() != FOLLOW) {
            return null;
        }
        List<PendingReply> replies = pipeline.expectMore(first, accepted + 1);
        try {
            pipeline.drain();
        } catch (ConnectionBrokenException e) {
            // Each pending reply has it.
        }
        return new PerRecipientReplies(replies);
    }

    Outcome outcome() {
        if (!overall.isAnswered()) {
            return new Broken(overall.failure());
        }
        return overall.reply().isPositive() && isAnyAccepted()
                ? new Accepted(overall.reply(), null)
                : new Rejected(overall.command(), rejected().reply());
    }

    private boolean isAnyAccepted() {
        for (PendingReply each : recipients) {
            if (each.reply().isPositive()) {
                return true;
            }
        }
        return false;
    }

    /** The rejection of the whole message; where there is none, that of the last recipient. */
    private PendingReply rejected() {
        return overall.reply().isPositive() ? recipients.get(recipients.size() - 1) : overall;
    }

    /** The result of a recipient, by its place among those that RCPT accepted. */
    RecipientResult result(int place) {
        PendingReply own = recipients.get(place);
        boolean isRejected = own.isAnswered() && !own.reply().isPositive();
        PendingReply deciding =
                isRejected || overall.isAnswered() && overall.reply().isPositive() ? own : overall;
        return new RecipientResult(deciding.command(), deciding.reply());
    }
}
