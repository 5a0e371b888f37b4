package dev.parley.smtp.send;

import dev.parley.observation.OperationResult;
import dev.parley.observation.OperationResult.Outcome;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import java.util.List;

/** The result of a send, for an observer. */
final class SendOutcome {
    private SendOutcome() {}

    /** @param result null: there was no transaction */
    static OperationResult of(DeliveryReport report, TransactionResult result) {
        Delivery delivery = report.delivery();
        Outcome outcome = outcome(delivery.recipients());
        if (outcome == Outcome.FAILED || outcome == Outcome.UNCERTAIN) {
            return new OperationResult(outcome, result == null ? "" : lastPhase(result), "", report.exception());
        }
        return result == null ? new OperationResult(outcome, "", "", null) : decided(delivery, outcome, result);
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

    private static String lastPhase(TransactionResult result) {
        return result.outcome() instanceof Broken broken
                ? broken.failure().phase().word()
                : SmtpPhase.END_OF_DATA.word();
    }

    /** The phase and the code are those of the first recipient whose reply is the reason for the outcome. */
    private static OperationResult decided(Delivery delivery, Outcome outcome, TransactionResult result) {
        int sent = 0; // The index in the transaction, which has no invalid addresses.
        for (int i = 0; i < delivery.recipients().size(); i++) {
            Delivery.Recipient recipient = delivery.recipients().get(i);
            if (isInvalid(recipient)) {
                continue;
            }
            if (recipient.reply().isPresent() && isReason(recipient.outcome(), outcome)) {
                String code = Integer.toString(recipient.reply().get().code());
                SmtpPhase phase = phase(result, result.recipients().get(sent));
                return new OperationResult(outcome, phase.word(), code, null);
            }
            sent++;
        }
        return new OperationResult(outcome, lastPhase(result), "", null);
    }

    private static boolean isInvalid(Delivery.Recipient recipient) {
        return recipient.outcome() == Delivery.Outcome.REFUSED
                && recipient.reply().isEmpty();
    }

    private static boolean isReason(Delivery.Outcome recipient, Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> recipient == Delivery.Outcome.ACCEPTED;
            case REJECTED_FOR_NOW -> recipient == Delivery.Outcome.REFUSED_FOR_NOW;
            case REJECTED -> recipient == Delivery.Outcome.REFUSED;
            case PARTIALLY_ACCEPTED -> recipient != Delivery.Outcome.ACCEPTED;
            case UNCERTAIN, FAILED -> false;
        };
    }

    private static SmtpPhase phase(TransactionResult result, RecipientResult recipient) {
        if (recipient.reply() != null && !recipient.isAccepted()) {
            return recipient.command().phase();
        }
        return result.outcome() instanceof Rejected rejected
                ? rejected.command().phase()
                : SmtpPhase.END_OF_DATA;
    }
}
