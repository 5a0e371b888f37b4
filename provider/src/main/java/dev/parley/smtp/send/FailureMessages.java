package dev.parley.smtp.send;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.settings.Compatibility;
import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.Outcome;
import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.mime.LongestLine;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.trace.Escaped;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The messages of the exceptions of a send: what failed, on which server, what it means and what to do. They begin as those
 * of Angus Mail, on which applications depend. Spring prints nothing else of a failed message.
 */
final class FailureMessages {
    /** Of the recipients that are listed; the {@code Delivery} has all. */
    private static final int MOST = 5;

    private final SmtpConnection used;
    private final MessageEnvelope envelope;
    private final TransactionResult result;
    private final Delivery delivery;

    /** @param delivery of the same result */
    FailureMessages(SmtpConnection used, MessageEnvelope envelope, TransactionResult result, Delivery delivery) {
        this.used = used;
        this.envelope = envelope;
        this.result = result;
        this.delivery = delivery;
    }

    /**
     * The server rejected MAIL, DATA, a chunk or the content.
     *
     * @param message whose content was rejected
     */
    String ofRejection(Command command, Reply reply, MimeMessage message) {
        StringBuilder text = new StringBuilder(reply.raw());
        text.append("  reply of ").append(server()).append(" to ").append(described(command));
        text.append(used.trace().advice(command.phase().word(), reply));
        if (command.endsContent()) {
            appendSent(text);
            appendLongestLine(text, reply, message);
        }
        if (!(command instanceof Command.Mail)) {
            appendRejected(text, reply); // After MAIL they are its consequences.
        }
        appendRetry(text);
        return text.toString();
    }

    /** The connection broke. */
    String ofFailure(ConnectionBrokenException failure, MimeMessage message) {
        StringBuilder text = new StringBuilder(failure.getMessage()).append(failure.advice(used.trace()));
        appendSent(text);
        if (delivery.isUncertain()) {
            appendMessageId(text, message);
        }
        appendRejected(text, null);
        appendRetry(text);
        return text.toString();
    }

    /** Recipients were rejected, and no one received the message. */
    String ofRejectedRecipients(String headline) {
        StringBuilder text = new StringBuilder(headline);
        appendRejected(text, null);
        List<Delivery.Recipient> others = delivery.recipients(Outcome.NOT_SENT);
        if (!others.isEmpty()) {
            text.append("\n  not sent to ").append(addresses(others));
            text.append(", since all recipients must be accepted (");
            text.append(used.settings().names().setting("sendpartial")).append(")");
        }
        appendRetry(text);
        return text.toString();
    }

    /** Recipients were rejected; the others received the message. */
    String ofPartialDelivery() {
        List<Delivery.Recipient> reached = delivery.recipients(Outcome.ACCEPTED);
        StringBuilder text = new StringBuilder("delivered to ");
        text.append(reached.size()).append(" of ").append(delivery.recipients().size());
        text.append(" recipients by ").append(server()).append(": ").append(addresses(reached));
        Exception later = ((TransactionResult.Accepted) result.outcome()).later();
        if (later instanceof ConnectionBrokenException broken) {
            String advice = broken.advice(used.trace()).replace("\n", "\n  ");
            text.append("\n  ").append(broken.getMessage()).append(advice);
        } else if (later != null) {
            text.append("\n  a later transaction failed: ").append(Escaped.message(String.valueOf(later.getMessage())));
        }
        appendRejected(text, null);
        appendRetry(text);
        return text.toString();
    }

    private void appendSent(StringBuilder text) {
        if (result.octets() > 0) {
            long limit = used.capabilities().sizeLimit();
            text.append("\n  sent: ").append(result.octets()).append(" octets of the message");
            text.append(limit > 0 ? "; the server accepts at most " + limit + " (SIZE)" : "");
        }
    }

    /** Appends what the server's log can be searched for. */
    private static void appendMessageId(StringBuilder text, MimeMessage message) {
        try {
            String id = message.getMessageID();
            text.append(id == null ? "" : "\n  Message-ID: " + Escaped.text(id));
        } catch (Throwable e) { // The application's message may throw anything.
            return;
        }
    }

    /** Appends where the line is that the server rejects for its length, if long lines are sent unchanged. */
    private void appendLongestLine(StringBuilder text, Reply reply, MimeMessage message) {
        String reason = reply.raw().toLowerCase(Locale.ROOT);
        if (used.settings().compatibility() != Compatibility.ANGUS) {
            return;
        } else if (reason.contains("line") && (reason.contains("long") || reason.contains("length"))) {
            LongestLine longest = LongestLine.of(message);
            if (longest != null && longest.octets() > LongestLine.LIMIT) {
                text.append("\n  longest line: ").append(longest.octets()).append(" octets, ");
                text.append(longest.place());
            }
        }
    }

    /** Appends whether the application can send the message again. */
    private void appendRetry(StringBuilder text) {
        Map<Retry, List<Delivery.Recipient>> groups = new LinkedHashMap<>();
        List<RetryAdvice> advice = delivery.advice();
        for (int i = 0; i < advice.size(); i++) {
            Retry retry = new Retry(advice.get(i).action(), advice.get(i).after());
            groups.computeIfAbsent(retry, unused -> new ArrayList<>())
                    .add(delivery.recipients().get(i));
        }
        if (groups.size() == 1) {
            text.append("\n  retry: ").append(groups.keySet().iterator().next().forAll());
            return;
        }
        int count = 0;
        for (Map.Entry<Retry, List<Delivery.Recipient>> group : groups.entrySet()) {
            count++;
            if (count <= MOST) {
                text.append(count == 1 ? "\n  retry: " : "; ");
                text.append(group.getKey().forSome(addresses(group.getValue())));
            }
        }
        text.append(count > MOST ? "; others at other times, see the Delivery" : "");
    }

    private record Retry(Action action, Duration after) {
        String forAll() {
            return switch (action) {
                case DONE -> "not necessary";
                case RETRY -> "safe " + time();
                case GIVE_UP -> "only after the cause is removed";
                case ASK -> "uncertain: the recipients may receive it twice";
            };
        }

        String forSome(String recipients) {
            return switch (action) {
                case DONE -> "not for " + recipients + ", who would receive it twice";
                case RETRY -> "safe for " + recipients + " " + time();
                case GIVE_UP -> "for " + recipients + " only after the cause is removed";
                case ASK -> "uncertain for " + recipients + ", who may receive it twice";
            };
        }

        private String time() {
            return after.isZero() ? "at once" : "after " + words(after);
        }
    }

    private static String words(Duration time) {
        boolean seconds = time.toSecondsPart() > 0;
        long count = seconds ? time.toSeconds() : time.toMinutes();
        return count + (seconds ? " second" : " minute") + (count == 1 ? "" : "s");
    }

    private static String addresses(List<Delivery.Recipient> recipients) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < Math.min(MOST, recipients.size()); i++) {
            text.add(address(recipients.get(i).address()));
        }
        return recipients.size() > MOST ? text + " and " + (recipients.size() - MOST) + " more" : text.toString();
    }

    /**
     * Appends the recipients that were not accepted, with one advice for equal rejections.
     *
     * @param printed the reply that the text contains; null: none
     */
    private void appendRejected(StringBuilder text, Reply printed) {
        Set<String> given = new HashSet<>();
        int count = 0;
        Iterator<RecipientResult> results = result.recipients().iterator();
        for (MessageEnvelope.Recipient recipient : envelope.recipients()) {
            RecipientResult decided = recipient.isValid() ? results.next() : null;
            String address = address(recipient.address());
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
                append(text, count, address + " was not attempted, since a transaction before failed", "");
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

    /** An address of the application, which may contain anything. */
    private static String address(InternetAddress recipient) {
        String address = recipient.getAddress();
        return address == null || address.isEmpty() ? "a recipient without an address" : Escaped.text(address);
    }

    private String server() {
        return used.link().server();
    }

    private static String described(Command command) {
        return command.toString().equals(".") ? "the end of the message" : Escaped.text(command.toString());
    }
}
