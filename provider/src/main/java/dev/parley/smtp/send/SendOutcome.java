package dev.parley.smtp.send;

import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import java.util.List;

/** The result of a send, for an observer. */
final class SendOutcome {
    private SendOutcome() {}

    /** @param result null: there was no transaction */
    static OperationResult of(DeliveryReport report, TransactionResult result) {
        Delivery delivery = report.delivery();
        Outcome outcome = outcome(delivery.recipients());
        String phase = result == null ? "" : phase(result).word();
        Exception failure = outcome == Outcome.FAILED || outcome == Outcome.UNCERTAIN ? report.exception() : null;
        return new OperationResult(outcome, phase, code(delivery, outcome), failure);
    }

    private static Outcome outcome(List<Delivery.Recipient> recipients) {
        boolean[] has = new boolean[Delivery.Outcome.values().length];
        for (int i = 0; i < recipients.size(); i++) {
            has[recipients.get(i).outcome().ordinal()] = true;
        }
        boolean rejected = has[Delivery.Outcome.REFUSED.ordinal()];
        boolean rejectedForNow = has[Delivery.Outcome.REFUSED_FOR_NOW.ordinal()];
        boolean notSent = has[Delivery.Outcome.NOT_SENT.ordinal()] || has[Delivery.Outcome.UNSENDABLE.ordinal()];
        if (has[Delivery.Outcome.UNKNOWN.ordinal()]) {
            return Outcome.UNCERTAIN;
        } else if (has[Delivery.Outcome.ACCEPTED.ordinal()]) {
            return rejected || rejectedForNow || notSent ? Outcome.PARTIALLY_ACCEPTED : Outcome.ACCEPTED;
        } else if (rejectedForNow) {
            return Outcome.REJECTED_FOR_NOW;
        }
        return rejected ? Outcome.REJECTED : Outcome.FAILED;
    }

    private static SmtpPhase phase(TransactionResult result) {
        if (result.outcome() instanceof Broken broken) {
            return (SmtpPhase) broken.failure().phase();
        } else if (result.outcome() instanceof Rejected rejected) {
            return rejected.command().phase();
        }
        SmtpPhase last = SmtpPhase.END_OF_DATA;
        for (TransactionResult.RecipientResult recipient : result.recipients()) {
            if (!recipient.isAccepted()) {
                last = recipient.command().phase();
            }
        }
        return last;
    }

    /** Of the first recipient with a reply that is the reason for the outcome. */
    private static String code(Delivery delivery, Outcome outcome) {
        if (outcome == Outcome.FAILED || outcome == Outcome.UNCERTAIN) {
            return "";
        }
        boolean all = outcome == Outcome.ACCEPTED;
        for (int i = 0; i < delivery.recipients().size(); i++) {
            Delivery.Recipient recipient = delivery.recipients().get(i);
            boolean decisive = all || recipient.outcome() != Delivery.Outcome.ACCEPTED;
            if (decisive && recipient.reply().isPresent()) {
                return Integer.toString(recipient.reply().get().code());
            }
        }
        return "";
    }
}
