package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.protocol.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * The replies to the RCPT commands of one transaction, judged in their order as they are read. A reply that the transaction
 * has too many recipients is one only with {@link RecipientPolicy#PARTIAL}; otherwise it is a rejection like any other.
 */
final class RecipientReplies {
    /** RFC 5321 s4.5.3.1.8: every server must accept so many recipients. */
    static final int COMMON_LIMIT = 100;

    private final PendingReply[] replies; // null: RCPT is not written
    private final RecipientPolicy policy;
    private int judged;
    private int accepted;
    private boolean full;

    /** @param recipients how many RCPT commands there are */
    RecipientReplies(int recipients, RecipientPolicy policy) {
        this.replies = new PendingReply[recipients];
        this.policy = policy;
    }

    /** The RCPT commands are written in the order of the recipients. */
    void set(int index, PendingReply reply) {
        replies[index] = reply;
    }

    /** How many recipients have been accepted so far. */
    int accepted() {
        judge();
        return accepted;
    }

    /** Whether the server accepts no more recipients in this transaction, and the others may have another one. */
    boolean isFull() {
        judge();
        return full;
    }

    /** A 421 to one of the commands; null where there is none. */
    PendingReply closing() {
        judge();
        PendingReply last = judged == 0 ? null : replies[judged - 1];
        return last != null && last.reply().isClosing() ? last : null;
    }

    /**
     * The indexes of the recipients that another transaction may have, as this one has too many: those without a reply, and
     * those whose reply is that one. All of them are judged by the final number of accepted recipients.
     */
    List<Integer> overLimit(int recipients) {
        if (!isFull() || accepted == 0) {
            return List.of();
        }
        List<Integer> indexes = new ArrayList<>();
        for (int index = 0; index < recipients; index++) {
            if (index >= judged || isTooMany(replies[index].reply())) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    /** The reply to the RCPT command of a recipient; null where it was not written or not answered. */
    Reply reply(int index) {
        judge();
        return index < judged ? replies[index].reply() : null;
    }

    private void judge() {
        while (judged < replies.length && replies[judged] != null && replies[judged].isAnswered()) {
            Reply reply = replies[judged].reply();
            if (policy == RecipientPolicy.PARTIAL && isTooMany(reply)) {
                full = true;
            }
            accepted += reply.isPositive() ? 1 : 0;
            judged++;
        }
    }

    /**
     * 452 4.5.3; or, after as many acceptances as every server must allow, any 452, and the 431 of Courier: they are taken
     * for the limit then, whatever their enhanced status code.
     */
    private boolean isTooMany(Reply reply) {
        boolean plain = (reply.code() == 452 || reply.code() == 431) && accepted >= COMMON_LIMIT;
        return reply.isTooManyRecipients() || plain;
    }
}
