package dev.parley.trace.outcome;

import dev.parley.trace.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A mail transaction: its recipients, and what happened to the message. */
final class MailTransaction {
    /** The transaction before, of which this one is the rest; null: none. */
    private final MailTransaction previous;

    private final List<Recipient> recipients = new ArrayList<>();

    /** What was rejected for all recipients; null: nothing. */
    private String rejected;

    private boolean written;
    private boolean hasRecipientReplies; // The server announced them with 353 (PRDR).
    private int finalReplies;

    MailTransaction(MailTransaction previous) {
        this.previous = previous;
    }

    /** Whether it is the rest of another transaction. */
    boolean isContinued() {
        return previous != null;
    }

    /** The rejected recipient of the transaction before with this address; null: none. */
    Recipient retried(Recipient recipient) {
        if (previous != null) {
            for (Recipient each : previous.rejectedRecipients()) {
                if (each.address().equals(recipient.address())) {
                    return each;
                }
            }
        }
        return null;
    }

    Recipient add(String command) {
        Recipient recipient = Recipient.of(command);
        recipients.add(recipient);
        return recipient;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    /** A part of the content, or its end, was written. */
    void written() {
        written = true;
    }

    boolean isWritten() {
        return written;
    }

    /** Whether a recipient has no result. */
    boolean isOpen() {
        for (Recipient each : recipients) {
            if (each.status() == null) {
                return true;
            }
        }
        return false;
    }

    /** What was rejected for all recipients; null: nothing. */
    String rejected() {
        return rejected;
    }

    /** @param what {@code sender} or {@code message} */
    void reject(String what, Answer answer) {
        if (rejected == null) {
            rejected = what;
            for (Recipient each : recipients) {
                each.conclude(rejection(answer));
            }
        }
    }

    void replied(Recipient recipient, Answer answer) {
        if (answer.refused()) {
            recipient.conclude(rejection(answer));
        } else {
            recipient.accept();
        }
    }

    /**
     * The reply to the content.
     *
     * @param perRecipient whether each accepted recipient has its reply (RFC 2033 s4.2)
     */
    void finalReply(Answer answer, boolean perRecipient) {
        if (answer.code().equals("353")) {
            hasRecipientReplies = true;
        } else if (hasRecipientReplies && finalReplies < accepted()) {
            recipientReply(answer);
        } else {
            decidingReply(answer, perRecipient);
        }
    }

    /** A reply of PRDR for one recipient. Only the final reply delivers the message, and a rejection is certain before. */
    private void recipientReply(Answer answer) {
        int position = 0;
        for (Recipient each : recipients) {
            if (each.isAccepted() && position++ == finalReplies && answer.refused()) {
                each.conclude(rejection(answer));
            }
        }
        finalReplies++;
    }

    private int accepted() {
        int accepted = 0;
        for (Recipient each : recipients) {
            accepted += each.isAccepted() ? 1 : 0;
        }
        return accepted;
    }

    private void decidingReply(Answer answer, boolean perRecipient) {
        int position = 0;
        boolean any = false;
        for (Recipient each : recipients) {
            if (each.isAccepted()) {
                if (!perRecipient || position == finalReplies) {
                    each.conclude(answer.refused() ? rejection(answer) : RecipientStatus.DELIVERED);
                    any = true;
                }
                position++;
            }
        }
        finalReplies++;
        if (any && answer.refused() && !perRecipient && rejected == null) {
            rejected = "message";
        }
    }

    /** Concludes the recipients without a result, and returns those that the server would have accepted. */
    List<Recipient> conclude(RecipientStatus status) {
        List<Recipient> concluded = new ArrayList<>();
        for (Recipient each : recipients) {
            if (each.status() == null) {
                each.conclude(status);
                concluded.add(each);
            }
        }
        return concluded;
    }

    /** The recipients that were rejected by a reply to RCPT. */
    List<Recipient> rejectedRecipients() {
        List<Recipient> found = new ArrayList<>();
        for (Recipient each : recipients) {
            boolean isRejected =
                    each.status() == RecipientStatus.REJECTED || each.status() == RecipientStatus.REJECTED_FOR_NOW;
            if (isRejected && !each.isAccepted()) {
                found.add(each);
            }
        }
        return found;
    }

    /** Whether the local parts distinguish the recipients. */
    boolean hasUniqueLocalParts() {
        Set<String> localParts = new HashSet<>();
        for (Recipient each : recipients) {
            if (!localParts.add(each.localPart())) {
                return false;
            }
        }
        return true;
    }

    private static RecipientStatus rejection(Answer answer) {
        return answer.code().startsWith("4") ? RecipientStatus.REJECTED_FOR_NOW : RecipientStatus.REJECTED;
    }
}
