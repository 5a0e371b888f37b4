package dev.parley.smtp.connection;

import dev.parley.smtp.connection.TransactionResult.Accepted;
import dev.parley.smtp.connection.TransactionResult.Broken;
import dev.parley.smtp.connection.TransactionResult.NotAttempted;
import dev.parley.smtp.connection.TransactionResult.Outcome;
import dev.parley.smtp.connection.TransactionResult.RecipientResult;
import dev.parley.smtp.connection.TransactionResult.Refused;
import dev.parley.smtp.protocol.Command;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One message in as many transactions as the server's limits ask for, and one result of them: known beforehand (RFC
 * 9422), or learnt from a 452 (RFC 5321 s4.5.3.1.10). The next one begins where the one before was not refused as a
 * whole.
 */
final class Split {

    /** One transaction for some of the recipients. */
    interface Transactions {
        Transaction begin(Envelope part);
    }

    private final Envelope envelope;
    private final boolean partial;
    private final Transactions transactions;
    private final Trace trace;
    private final RecipientResult[] results;
    private Optional<Outcome> last = Optional.empty();
    private Optional<Accepted> accepted = Optional.empty();
    private long octets;
    private Timing timing = Timing.NONE;
    private boolean stale;

    Split(Envelope envelope, boolean partial, Transactions transactions, Trace trace) {
        this.envelope = envelope;
        this.partial = partial;
        this.transactions = transactions;
        this.trace = trace;
        this.results = envelope.recipients().stream()
                .map(to -> new RecipientResult(to.command(), Optional.empty()))
                .toArray(RecipientResult[]::new);
    }

    TransactionResult run(RecipientLimits limits, Spool spool) throws ContentException {
        Deque<List<Integer>> waiting = new ArrayDeque<>(limits.split(envelope.recipients()));
        if (!partial && waiting.size() > 1) {
            throw new ContentException(new UnsendableException("the server takes this message only in "
                    + waiting.size() + " transactions (" + limits + "), and two transactions are not all or nothing:"
                    + " send it with sendpartial=true, or to fewer recipients at a time"));
        }
        if (waiting.size() > 1) {
            trace.decided(Topic.RECIPIENTS, waiting.size() + " transactions", limits.toString());
        }
        while (!waiting.isEmpty() && goesOn()) {
            List<Integer> places = waiting.remove();
            Transaction transaction = transactions.begin(envelope.to(places));
            add(places, transaction.run(spool, !waiting.isEmpty()));
            List<Integer> rest = transaction.tooMany().stream().map(places::get).toList();
            if (!rest.isEmpty()) {
                waiting.addFirst(rest);
                trace.decided(
                        Topic.RECIPIENTS,
                        "another transaction for " + rest.size(),
                        "the server says that one takes no more");
            }
        }
        Outcome end = accepted.isPresent() ? accepted.get() : last.orElseThrow();
        return new TransactionResult(List.copyOf(Arrays.asList(results)), end, octets, timing, stale);
    }

    private boolean goesOn() {
        return last.map(end -> end instanceof Accepted || end instanceof NotAttempted)
                .orElse(true);
    }

    private void add(List<Integer> places, TransactionResult part) {
        last = Optional.of(part.outcome());
        octets += part.octets();
        timing = timing.plus(part.timing());
        stale = part.stale() && accepted.isEmpty();
        if (part.outcome() instanceof Accepted taken) {
            accepted = Optional.of(taken);
        }
        for (int i = 0; i < places.size(); i++) {
            RecipientResult result = part.recipients().get(i);
            results[places.get(i)] =
                    accepted.isPresent() && result.isAccepted() ? decided(result, part.outcome()) : result;
        }
    }

    /** Where another transaction was accepted, the end of this one is the result of whoever was in it. */
    private static RecipientResult decided(RecipientResult accepted, Outcome end) {
        if (end instanceof Refused refused) {
            return new RecipientResult(refused.command(), Optional.of(refused.reply()));
        } else if (end instanceof Broken broken) {
            Command open = broken.failure().mayBeDelivered() ? new Command.EndOfData() : accepted.command();
            return new RecipientResult(open, Optional.empty());
        }
        return accepted;
    }
}
