package dev.parley.smtp.send;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.trace.Escaped;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * The messages of the exceptions of a send: what failed, on which server, what it means and what to do. They begin as those
 * of Angus Mail, on which applications depend. Spring prints nothing else of a failed message.
 */
final class FailureMessages {
    /** Of the recipients that are listed; the {@code Delivery} has all. */
    private static final int MOST = 5;

    private final SmtpConnection used;
    private final MessageEnvelope envelope;

    FailureMessages(SmtpConnection used, MessageEnvelope envelope) {
        this.used = used;
        this.envelope = envelope;
    }

    /** The server rejected MAIL, DATA, a chunk or the content. */
    String ofRejection(Command command, Reply reply, TransactionResult result) {
        StringBuilder text = new StringBuilder(reply.raw());
        text.append("  reply of ").append(server()).append(" to ").append(described(command));
        text.append(used.trace().advice(command.phase().word(), reply));
        if (!(command instanceof Command.Mail)) {
            appendRejected(text, result, reply); // After MAIL they are its consequences.
        }
        return text.toString();
    }

    /** The connection broke. */
    String ofFailure(ConnectionBrokenException failure, TransactionResult result) {
        StringBuilder text = new StringBuilder(failure.getMessage()).append(failure.advice(used.trace()));
        if (result.octets() > 0) {
            text.append("\n  sent: ").append(result.octets()).append(" octets of the message");
        }
        appendRejected(text, result, null);
        if (!failure.phase().mayBeDelivered()) {
            appendNotAttempted(text, result, "");
        }
        return text.toString();
    }

    /** Recipients were rejected. */
    String ofRecipients(String headline, TransactionResult result) {
        StringBuilder text = new StringBuilder(headline);
        appendRejected(text, result, null);
        if (!(result.outcome() instanceof TransactionResult.Accepted)) {
            String partial = used.settings().names().setting("sendpartial");
            appendNotAttempted(text, result, ", since all recipients must be accepted (" + partial + ")");
        }
        return text.toString();
    }

    /**
     * Appends the recipients that were not accepted, with one advice for equal rejections.
     *
     * @param printed the reply that the text contains; null: none
     */
    private void appendRejected(StringBuilder text, TransactionResult result, Reply printed) {
        Set<String> given = new HashSet<>();
        int count = 0;
        Iterator<RecipientResult> results = result.recipients().iterator();
        for (MessageEnvelope.Recipient recipient : envelope.recipients()) {
            RecipientResult decided = recipient.isValid() ? results.next() : null;
            String address = address(recipient);
            if (decided == null) {
                count++;
                append(
                        text,
                        count,
                        address + " cannot be sent to " + server() + ": " + recipient.rejectionReason(),
                        "");
            } else if (decided.reply() != null && !decided.isAccepted() && decided.reply() != printed) {
                count++;
                String advice = count > MOST
                        ? ""
                        : used.trace().advice(decided.command().phase().word(), decided.reply());
                append(text, count, rejection(address, decided), given.add(advice) ? advice : "");
            } else if (decided.isUncertain()) {
                count++;
                append(text, count, address + " may have received the message: no reply was received", "");
            } else if (decided.reply() == null && result.outcome() instanceof TransactionResult.Accepted) {
                count++;
                append(text, count, address + " was not attempted: a later transaction failed", "");
            }
        }
        if (count > MOST) {
            text.append("\n  ").append(count - MOST).append(" more recipients were not accepted");
        }
    }

    private static void append(StringBuilder text, int count, String line, String advice) {
        if (count <= MOST) {
            text.append("\n  ").append(line).append(advice.replace("\n", "\n  "));
        }
    }

    private String rejection(String address, RecipientResult decided) {
        Command command = decided.command();
        String what = command.phase() == SmtpPhase.RCPT
                ? Escaped.text(command.toString())
                : (command.endsContent() ? "the message" : command.toString()) + " for " + address;
        return server() + " rejected " + what + ": "
                + Escaped.text(decided.reply().toString());
    }

    /** Appends the accepted recipients, to whom the message was not sent, and the reason. */
    private void appendNotAttempted(StringBuilder text, TransactionResult result, String why) {
        int count = 0;
        Iterator<RecipientResult> results = result.recipients().iterator();
        for (MessageEnvelope.Recipient recipient : envelope.recipients()) {
            if (recipient.isValid() && results.next().isAccepted()) {
                count++;
                if (count <= MOST) {
                    text.append(count == 1 ? "\n  not sent to " : ", ");
                    text.append(address(recipient));
                }
            }
        }
        if (count > 0) {
            text.append(count > MOST ? " and " + (count - MOST) + " more" : "").append(why);
        }
    }

    /** An address of the application, which may contain anything. */
    private static String address(MessageEnvelope.Recipient recipient) {
        String address = recipient.address().getAddress();
        return address == null || address.isEmpty() ? "a recipient without an address" : Escaped.text(address);
    }

    private String server() {
        return used.link().server();
    }

    private static String described(Command command) {
        return command.toString().equals(".") ? "the end of the message" : Escaped.text(command.toString());
    }
}
