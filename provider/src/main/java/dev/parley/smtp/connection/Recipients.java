package dev.parley.smtp.connection;

import dev.parley.smtp.connection.TransactionResult.RecipientResult;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.stream.IntStream;

/** The recipients of one transaction and what has been heard of them, in the envelope's order. */
final class Recipients {
    /** RFC 5321 s4.5.3.1.8: what every server must take. */
    static final int COMMON_LIMIT = 100;

    private final List<Envelope.Recipient> all;
    private final boolean partial;
    private final List<RecipientResult> results = new ArrayList<>();
    private int accepted;
    private boolean full;

    /** @param partial whether it is enough that some are accepted */
    Recipients(List<Envelope.Recipient> all, boolean partial) {
        this.all = all;
        this.partial = partial;
    }

    void hear(Command command, Reply reply) {
        full |= partial && saysTooMany(reply);
        results.add(new RecipientResult(command, Optional.of(reply)));
        accepted += reply.isPositive() ? 1 : 0;
    }

    int accepted() {
        return accepted;
    }

    boolean areEnough() {
        return partial ? accepted > 0 : accepted == all.size();
    }

    /** Whether the server has said that the transaction takes no more. */
    boolean areFull() {
        return full;
    }

    /** The places of those whom another transaction may have: this one got too many. */
    List<Integer> behindTheLimit() {
        return IntStream.range(0, full && accepted > 0 ? all.size() : 0)
                .filter(place -> place >= results.size()
                        || saysTooMany(results.get(place).reply().orElseThrow()))
                .boxed()
                .toList();
    }

    /** RFC 2033 s4.2: one reply for each recipient who was accepted; who gets none may have got the message. */
    void share(List<RecipientResult> verdicts) {
        Iterator<RecipientResult> heard = verdicts.iterator();
        RecipientResult unheard = new RecipientResult(new Command.EndOfData(), Optional.empty());
        for (ListIterator<RecipientResult> each = results.listIterator(); each.hasNext(); ) {
            if (each.next().isAccepted()) {
                each.set(heard.hasNext() ? heard.next() : unheard);
            }
        }
    }

    /** One for each recipient, heard of or not. */
    List<RecipientResult> results() {
        List<RecipientResult> whole = new ArrayList<>(results);
        all.stream()
                .skip(results.size())
                .forEach(unheard -> whole.add(new RecipientResult(unheard.command(), Optional.empty())));
        return whole;
    }

    /** Courier says 431, others 452 without an enhanced code: behind so many acceptances it can mean nothing else. */
    private boolean saysTooMany(Reply reply) {
        boolean plain = (reply.code() == 452 || reply.code() == 431) && accepted >= COMMON_LIMIT;
        return reply.isTooManyRecipients() || plain;
    }
}
