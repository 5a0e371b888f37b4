package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.transaction.TransactionResult.Accepted;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.NotAttempted;
import dev.parley.smtp.transaction.TransactionResult.Outcome;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import dev.parley.trace.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Sends one message in as many transactions as the server's limits require, and combines their results. A limit is
 * announced (RFC 9422) or configured; or the server replies that a transaction has too many recipients (RFC 5321
 * s4.5.3.1.10, {@link RecipientReplies}), and the message goes to the rest of them in another one. The next transaction
 * begins unless the previous one was rejected as a whole, or the connection broke.
 */
public final class SplitTransaction {
    private final SmtpConnection connection;
    private final Envelope envelope;
    private final RecipientPolicy policy;
    private final RecipientResult[] recipients;
    private final Deque<List<Integer>> waiting = new ArrayDeque<>();
    private final List<TransactionResult> results = new ArrayList<>();
    private Accepted lastAccepted; // null: none so far
    private Exception contentFailure; // null: none

    private SplitTransaction(SmtpConnection connection, Envelope envelope, RecipientPolicy policy) {
        this.connection = connection;
        this.envelope = envelope;
        this.policy = policy;
        this.recipients = new RecipientResult[envelope.recipients().size()];
    }

    /**
     * @throws ContentException when the content fails, or all recipients must be accepted and several transactions are
     *     required; if a part of it has been written, the connection is closed
     */
    public static TransactionResult send(
            SmtpConnection connection, Envelope envelope, RecipientPolicy policy, Spool content)
            throws ContentException {
        RecipientLimits limits = RecipientLimits.of(connection);
        if (!limits.fitInOne(envelope.recipients())) {
            SplitTransaction split = new SplitTransaction(connection, envelope, policy);
            split.waiting.addAll(limits.split(envelope.recipients()));
            split.requirePartialDelivery(limits);
            return split.send(content);
        }
        Transaction transaction = new Transaction(connection, envelope, policy, content);
        transaction.write();
        TransactionResult result = transaction.finish();
        List<Integer> overLimit = transaction.overLimit();
        if (overLimit.isEmpty() || !mayContinueAfter(result)) {
            return result; // Nearly always.
        }
        SplitTransaction split = new SplitTransaction(connection, envelope, policy);
        split.add(indexes(envelope.recipients().size()), result, overLimit);
        return split.send(content);
    }

    /** Sends the message to those who wait for it. */
    private TransactionResult send(Spool content) throws ContentException {
        while (!waiting.isEmpty() && (results.isEmpty() || mayContinueAfter(last()))) {
            List<Integer> indexes = waiting.remove();
            Transaction transaction = new Transaction(connection, envelope.only(indexes), policy, content);
            if (!write(transaction, waiting.size())) {
                break;
            }
            add(indexes, transaction.finish(), transaction.overLimit());
        }
        return combined();
    }

    private static List<Integer> indexes(int count) {
        List<Integer> indexes = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            indexes.add(index);
        }
        return indexes;
    }

    /** @return false where the content failed after another transaction was accepted: the result must not lose that */
    private boolean write(Transaction transaction, int laterTransactions) throws ContentException {
        try {
            transaction.write(laterTransactions);
            return true;
        } catch (ContentException e) {
            if (lastAccepted == null) {
                throw e;
            }
            contentFailure = e.getCause() instanceof Exception own ? own : e;
            return false;
        }
    }

    private void requirePartialDelivery(RecipientLimits limits) throws ContentException {
        int transactions = waiting.size();
        if (policy == RecipientPolicy.ALL_OR_NONE) {
            throw new ContentException(new UnsendableException("this message requires " + transactions
                    + " transactions (" + limits + "), and only one can be all or nothing:"
                    + " set " + connection.settings().names().name("sendpartial")
                    + "=true, or send to fewer recipients at a time"));
        }
        connection.trace().decided(Topic.RECIPIENTS, transactions + " transactions", limits.toString());
    }

    private static boolean mayContinueAfter(TransactionResult last) {
        return last.outcome() instanceof Accepted
                || last.outcome() instanceof NotAttempted
                || last.outcome() instanceof Rejected rejected && isRejectedByEach(rejected, last.recipients());
    }

    /** LMTP and PRDR have a reply to the content for each recipient: the next recipients may accept it. */
    private static boolean isRejectedByEach(Rejected rejected, List<RecipientResult> recipients) {
        for (RecipientResult recipient : recipients) {
            if (recipient.reply() == null || recipient.isAccepted()) {
                return false;
            }
        }
        return !rejected.reply().isClosing();
    }

    private TransactionResult last() {
        return results.get(results.size() - 1);
    }

    private static List<Integer> selected(List<Integer> indexes, List<Integer> positions) {
        List<Integer> selected = new ArrayList<>(positions.size());
        for (int position : positions) {
            selected.add(indexes.get(position));
        }
        return selected;
    }

    /** @param overLimit positions in the indexes: those recipients wait for another transaction */
    private void add(List<Integer> indexes, TransactionResult result, List<Integer> overLimit) {
        results.add(result);
        if (result.outcome() instanceof Accepted now) {
            lastAccepted = now;
        }
        for (int i = 0; i < indexes.size(); i++) {
            RecipientResult recipient = result.recipients().get(i);
            boolean undecided =
                    recipient.isAccepted() || recipient.reply() == null && result.outcome() instanceof Rejected;
            recipients[indexes.get(i)] =
                    lastAccepted != null && undecided ? withOutcome(recipient, result.outcome()) : recipient;
        }
        if (!overLimit.isEmpty() && mayContinueAfter(result)) {
            waiting.addFirst(selected(indexes, overLimit));
            String choice = "another transaction for " + overLimit.size();
            connection.trace().decided(Topic.RECIPIENTS, choice, "the server accepts no more recipients in one");
        }
    }

    /** Where another transaction was accepted, the outcome of this one is the result of its recipients. */
    private static RecipientResult withOutcome(RecipientResult recipient, Outcome outcome) {
        if (outcome instanceof Rejected rejected) {
            return new RecipientResult(rejected.command(), rejected.reply());
        } else if (outcome instanceof Broken broken) {
            Command open = broken.failure().phase().mayBeDelivered() ? Command.Word.END_OF_DATA : recipient.command();
            return new RecipientResult(open, null);
        }
        return recipient;
    }

    private TransactionResult combined() {
        long octets = 0;
        Timing timing = Timing.NONE;
        for (TransactionResult result : results) {
            octets += result.octets();
            timing = timing.plus(result.timing());
        }
        EnvelopeCommands commands = new EnvelopeCommands(connection, envelope);
        for (int i = 0; i < recipients.length; i++) {
            if (recipients[i] == null) {
                recipients[i] =
                        new RecipientResult(commands.rcpt(envelope.recipients().get(i)), null);
            }
        }
        Outcome end = last().outcome();
        Outcome outcome = lastAccepted == null
                ? end
                : new Accepted(lastAccepted.reply(), end instanceof Broken broken ? broken.failure() : contentFailure);
        boolean mayBeResent = lastAccepted == null && last().mayBeResent();
        return new TransactionResult(List.of(recipients), outcome, octets, timing, mayBeResent);
    }
}
