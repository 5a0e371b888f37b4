package dev.parley.smtp.transaction;

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
     * The replies that follow a reply 353. They are outstanding.
     *
     * @param first the first reply to the end of the content
     * @param accepted how many recipients RCPT accepted
     * @return null where the first reply is the only one; also where it is a 353 although RCPT accepted no recipient
     */
    static PerRecipientReplies after(PendingReply first, int accepted, Pipeline pipeline) {
        if (accepted == 0 || !first.isAnswered() || first.reply().code() != FOLLOW) {
            return null;
        }
        return new PerRecipientReplies(pipeline.expectMore(first, accepted + 1));
    }

    /** Where each recipient is rejected, the last of these rejections, unless the whole message is rejected, too. */
    Outcome outcome() {
        boolean isOverallRejected = overall.isAnswered() && !overall.reply().isPositive();
        if (isEachRejected() && !isOverallRejected) {
            PendingReply last = recipients.get(recipients.size() - 1);
            return new Rejected(last.command(), last.reply());
        } else if (!overall.isAnswered()) {
            return new Broken(overall.failure());
        }
        return isOverallRejected
                ? new Rejected(overall.command(), overall.reply())
                : new Accepted(overall.reply(), null);
    }

    private boolean isEachRejected() {
        for (PendingReply each : recipients) {
            if (!isRejected(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRejected(PendingReply own) {
        return own.isAnswered() && !own.reply().isPositive();
    }

    /** The result of a recipient, by its place among those that RCPT accepted. */
    RecipientResult result(int place) {
        PendingReply own = recipients.get(place);
        PendingReply deciding =
                isRejected(own) || overall.isAnswered() && overall.reply().isPositive() ? own : overall;
        return new RecipientResult(deciding.command(), deciding.reply());
    }
}
