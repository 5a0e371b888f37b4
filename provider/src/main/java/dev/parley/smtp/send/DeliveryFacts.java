package dev.parley.smtp.send;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.EnhancedStatus;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.connection.Timing;
import dev.parley.smtp.connection.TransactionResult;
import dev.parley.smtp.connection.TransactionResult.Accepted;
import dev.parley.smtp.connection.TransactionResult.Broken;
import dev.parley.smtp.connection.TransactionResult.RecipientResult;
import dev.parley.smtp.connection.TransactionResult.Refused;
import dev.parley.smtp.protocol.QueueId;
import dev.parley.smtp.protocol.Reply;
import jakarta.mail.Address;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From what the dialog knows of a message to the {@link Delivery} that applications see. */
final class DeliveryFacts {
    private final SmtpConnection dialog;
    private final InternetAddress[] to;

    DeliveryFacts(SmtpConnection dialog, InternetAddress[] to) {
        this.dialog = dialog;
        this.to = to;
    }

    Delivery of(TransactionResult result, List<Addressee> addressees) {
        List<Delivery.Recipient> recipients = new ArrayList<>();
        Iterator<RecipientResult> decisions = result.recipients().iterator();
        for (Addressee one : addressees) {
            recipients.add(
                    one.isSayable()
                            ? recipient(one.address(), decisions.next(), result.outcome())
                            : new Delivery.Recipient(one.address(), Outcome.REFUSED, Optional.empty()));
        }
        return delivery(
                recipients,
                ending(result.outcome()),
                problem(result.outcome(), addressees),
                result.octets(),
                durations(result.timing()));
    }

    /**
     * Nothing of the message was sent.
     *
     * @param invalid the addresses that cannot be said; null for none
     */
    Delivery unsaid(Exception problem, Address[] invalid) {
        List<Address> bad = invalid == null ? List.of() : Arrays.asList(invalid);
        List<Delivery.Recipient> recipients = Arrays.stream(to)
                .map(address -> new Delivery.Recipient(
                        address, bad.contains(address) ? Outcome.REFUSED : Outcome.NOT_SENT, Optional.empty()))
                .toList();
        return delivery(
                recipients,
                Optional.empty(),
                Optional.of(String.valueOf(problem.getMessage())),
                0,
                durations(Timing.NONE));
    }

    private static Optional<String> problem(TransactionResult.Outcome outcome, List<Addressee> addressees) {
        Stream<String> broken =
                outcome instanceof Broken b ? Stream.of(b.failure().getMessage()) : Stream.empty();
        Stream<String> unsayable = addressees.stream().flatMap(one -> one.unsayable().stream());
        return Stream.concat(broken, unsayable).reduce((one, other) -> one + "; " + other);
    }

    private Delivery delivery(
            List<Delivery.Recipient> recipients,
            Optional<Reply> ending,
            Optional<String> problem,
            long octets,
            Delivery.Durations durations) {
        return new Delivery(
                List.copyOf(recipients),
                ending.map(DeliveryFacts::shown),
                problem,
                ending.filter(Reply::isPositive).flatMap(QueueId::in),
                dialog.serverName(),
                dialog.tls(),
                octets,
                durations);
    }

    private static Delivery.Recipient recipient(
            InternetAddress address, RecipientResult decision, TransactionResult.Outcome ending) {
        if (decision.reply().isPresent()
                && (!decision.isAccepted() || decision.command().endsContent())) {
            return decided(address, decision.reply().get(), !decision.command().endsContent());
        } else if (decision.isUncertain()) {
            return new Delivery.Recipient(address, Outcome.UNKNOWN, Optional.empty());
        } else if (ending instanceof Accepted taken && decision.isAccepted()) {
            return decided(address, taken.reply(), false);
        } else if (ending instanceof Refused refused) {
            return decided(address, refused.reply(), false);
        }
        boolean unknown = ending instanceof Broken broken && broken.failure().mayBeDelivered();
        return new Delivery.Recipient(address, unknown ? Outcome.UNKNOWN : Outcome.NOT_SENT, Optional.empty());
    }

    private static Delivery.Recipient decided(InternetAddress address, Reply reply, boolean toRcpt) {
        boolean forGood = toRcpt ? DeliveryReport.isInvalid(reply) : reply.isPermanent();
        Outcome outcome = reply.isPositive() ? Outcome.ACCEPTED : forGood ? Outcome.REFUSED : Outcome.REFUSED_FOR_NOW;
        return new Delivery.Recipient(address, outcome, Optional.of(shown(reply)));
    }

    private static Optional<Reply> ending(TransactionResult.Outcome outcome) {
        if (outcome instanceof Accepted taken) {
            return Optional.of(taken.reply());
        }
        return outcome instanceof Refused refused ? Optional.of(refused.reply()) : Optional.empty();
    }

    private static Delivery.Reply shown(Reply reply) {
        return new Delivery.Reply(
                reply.code(), reply.status().map(EnhancedStatus::toString), String.join("\n", reply.redacted()));
    }

    private static Delivery.Durations durations(Timing timing) {
        return new Delivery.Durations(timing.envelope(), timing.content(), timing.verdict());
    }
}
