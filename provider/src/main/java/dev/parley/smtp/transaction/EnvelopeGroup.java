package dev.parley.smtp.transaction;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.connection.Pipeline;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands before the content: MAIL, a RCPT for each recipient, DATA where it is in the same group; and their replies.
 */
final class EnvelopeGroup {
    private final Pipeline pipeline;
    private final Command.Rcpt[] rcpts;
    private final RecipientReplies recipients;
    private PendingReply mail; // null: not written
    private PendingReply data; // null: not written

    EnvelopeGroup(Pipeline pipeline, Command.Rcpt[] rcpts, RecipientPolicy policy) {
        this.pipeline = pipeline;
        this.rcpts = rcpts;
        this.recipients = new RecipientReplies(rcpts.length, policy);
    }

    /** Writes MAIL and RCPT, until a reply that is read in between makes the rest unnecessary. */
    void write(Command.Mail command) throws ConnectionBrokenException {
        mail = pipeline.write(command);
        for (int index = 0; index < rcpts.length; index++) {
            pipeline.makeRoom(rcpts[index]);
            if (isOver()) {
                return;
            }
            recipients.set(index, pipeline.write(rcpts[index]));
        }
    }

    /** Writes DATA together with MAIL and RCPT. */
    void writeData() throws ConnectionBrokenException {
        Command command = Command.Word.DATA;
        pipeline.makeRoom(command);
        if (!isOver()) {
            data = pipeline.write(command);
        }
    }

    /** Writes DATA where it was not in the group, and reads its reply. */
    void exchangeData() throws ConnectionBrokenException {
        if (data == null) {
            data = pipeline.write(Command.Word.DATA);
            pipeline.drain();
        }
    }

    /** The reply to DATA; null where it was not written or not answered. */
    Reply dataReply() {
        return data == null ? null : data.reply();
    }

    /** A rejection that ends the transaction: of MAIL, or a 421. Null where there is none so far. */
    Rejected rejection() {
        if (isMailRejected()) {
            return rejected(mail);
        }
        PendingReply closing = recipients.closing();
        if (closing != null) {
            return rejected(closing);
        }
        boolean dataClosed = data != null && data.isAnswered() && data.reply().isClosing();
        return dataClosed ? rejected(data) : null;
    }

    boolean isMailAccepted() {
        return mail != null && mail.isAnswered() && mail.reply().isPositive();
    }

    /** How many recipients have been accepted so far. */
    int accepted() {
        return recipients.accepted();
    }

    boolean areAllAccepted() {
        return recipients.accepted() == rcpts.length;
    }

    /** The indexes of the recipients that another transaction may have: this one has too many. */
    List<Integer> overLimit() {
        return recipients.overLimit(rcpts.length);
    }

    /** The result for each recipient. After a rejection of MAIL, the replies to RCPT are only consequences of it. */
    List<RecipientResult> results() {
        List<RecipientResult> results = new ArrayList<>(rcpts.length);
        for (int index = 0; index < rcpts.length; index++) {
            results.add(new RecipientResult(rcpts[index], isMailRejected() ? null : recipients.reply(index)));
        }
        return results;
    }

    /**
     * The result for each recipient of LMTP: those accepted by RCPT have a reply each to the end of the content (RFC 2033
     * s4.2). A recipient without a reply may have received the message.
     */
    List<RecipientResult> results(List<PendingReply> finalReplies) {
        List<RecipientResult> results = results();
        int next = 0;
        for (int index = 0; index < results.size(); index++) {
            if (results.get(index).isAccepted()) {
                PendingReply last = finalReplies.get(next++);
                results.set(
                        index,
                        last.isAnswered()
                                ? new RecipientResult(last.command(), last.reply())
                                : new RecipientResult(Command.Word.END_OF_DATA, null));
            }
        }
        return results;
    }

    /** The result for each recipient of PRDR: those accepted by RCPT have a reply each to the end of the content. */
    List<RecipientResult> results(PerRecipientReplies replies) {
        List<RecipientResult> results = results();
        int place = 0;
        for (int index = 0; index < results.size(); index++) {
            if (results.get(index).isAccepted()) {
                results.set(index, replies.result(place++));
            }
        }
        return results;
    }

    private boolean isMailRejected() {
        return mail != null && mail.isAnswered() && !mail.reply().isPositive();
    }

    private boolean isOver() {
        return rejection() != null || recipients.isFull();
    }

    private static Rejected rejected(PendingReply reply) {
        return new Rejected(reply.command(), reply.reply());
    }
}
