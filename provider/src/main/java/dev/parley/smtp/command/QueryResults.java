package dev.parley.smtp.command;

import dev.parley.smtp.Expansion;
import dev.parley.smtp.HelpText;
import dev.parley.smtp.QueueStart;
import dev.parley.smtp.Verification;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.send.DeliveryReport;
import dev.parley.wire.Text;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/** The meanings of the replies to VRFY, EXPN, HELP and ETRN. */
public final class QueryResults {
    /** Of a number of messages. */
    private static final int MOST_DIGITS = 9;

    private QueryResults() {}

    /** The meaning of a reply to VRFY. */
    public static Verification verification(Reply reply) {
        Verification.Outcome outcome = verified(reply);
        List<InternetAddress> mailboxes = switch (outcome) {
            case CONFIRMED, AMBIGUOUS, NO_SUCH_MAILBOX -> mailboxes(reply);
            case UNDECIDED, UNSUPPORTED, REJECTED_FOR_NOW, REJECTED -> List.of();
        };
        return new Verification(outcome, mailboxes, DeliveryReport.published(reply));
    }

    private static Verification.Outcome verified(Reply reply) {
        if (needsSmtpUtf8(reply)) {
            return Verification.Outcome.UNDECIDED;
        }
        return switch (reply.code()) {
            case 250, 251 -> Verification.Outcome.CONFIRMED;
            case 550, 551 -> isPolicy(reply) ? Verification.Outcome.REJECTED : Verification.Outcome.NO_SUCH_MAILBOX;
            case 553 -> isAmbiguous(reply) ? Verification.Outcome.AMBIGUOUS : Verification.Outcome.REJECTED;
            case 500, 502, 504 -> Verification.Outcome.UNSUPPORTED;
            default ->
                !reply.isRejection()
                        ? Verification.Outcome.UNDECIDED
                        : isTransient(reply) ? Verification.Outcome.REJECTED_FOR_NOW : Verification.Outcome.REJECTED;
        };
    }

    /** 553 is also the reply to an address whose syntax is not allowed (RFC 5321 s4.2.3). */
    private static boolean isAmbiguous(Reply reply) {
        boolean isNamed =
                reply.hasStatus(1, 4) || reply.raw().toLowerCase(Locale.ROOT).contains("ambiguous");
        return isNamed || ReplyMailboxes.named(reply).size() > 1;
    }

    /** The mailboxes that the reply names. A 550 only repeats the argument. */
    private static List<InternetAddress> mailboxes(Reply reply) {
        return switch (reply.code()) {
            case 251, 551 -> ReplyMailboxes.forwardPaths(reply);
            case 550 -> List.of();
            default -> ReplyMailboxes.named(reply);
        };
    }

    /** The meaning of a reply to EXPN. */
    public static Expansion expansion(Reply reply) {
        Expansion.Outcome outcome = expanded(reply);
        return new Expansion(
                outcome,
                outcome == Expansion.Outcome.EXPANDED ? mailboxes(reply) : List.of(),
                DeliveryReport.published(reply));
    }

    private static Expansion.Outcome expanded(Reply reply) {
        if (needsSmtpUtf8(reply)) {
            return Expansion.Outcome.UNDECIDED;
        }
        return switch (reply.code()) {
            case 250, 251 -> Expansion.Outcome.EXPANDED;
            case 550, 551 -> isPolicy(reply) ? Expansion.Outcome.REJECTED : Expansion.Outcome.NO_SUCH_LIST;
            case 500, 502, 504 -> Expansion.Outcome.UNSUPPORTED;
            default ->
                !reply.isRejection()
                        ? Expansion.Outcome.UNDECIDED
                        : isTransient(reply) ? Expansion.Outcome.REJECTED_FOR_NOW : Expansion.Outcome.REJECTED;
        };
    }

    /**
     * The meaning of a reply to HELP.
     *
     * @param topic null: none
     */
    public static HelpText help(Reply reply, String topic) {
        HelpText.Outcome outcome = helped(reply, topic);
        return new HelpText(
                outcome,
                outcome == HelpText.Outcome.SHOWN ? ReplyMailboxes.texts(reply) : List.of(),
                DeliveryReport.published(reply));
    }

    private static HelpText.Outcome helped(Reply reply, String topic) {
        return switch (reply.code()) {
            case 501, 504 -> topic == null ? HelpText.Outcome.UNSUPPORTED : HelpText.Outcome.NO_SUCH_TOPIC;
            case 500, 502 -> HelpText.Outcome.UNSUPPORTED;
            default ->
                reply.isPositive()
                        ? HelpText.Outcome.SHOWN
                        : isTransient(reply) ? HelpText.Outcome.REJECTED_FOR_NOW : HelpText.Outcome.REJECTED;
        };
    }

    /** The meaning of a reply to ETRN. */
    public static QueueStart queueStart(Reply reply) {
        OptionalInt pending = reply.code() == 253 ? pending(reply) : OptionalInt.empty();
        return new QueueStart(started(reply), pending, DeliveryReport.published(reply));
    }

    private static QueueStart.Outcome started(Reply reply) {
        return switch (reply.code()) {
            case 251 -> QueueStart.Outcome.NO_MESSAGES;
            case 252, 253 -> QueueStart.Outcome.MESSAGES_PENDING;
            case 458 -> QueueStart.Outcome.UNABLE;
            case 459 -> QueueStart.Outcome.NOT_ALLOWED;
            case 500, 501, 502, 504 -> QueueStart.Outcome.UNSUPPORTED;
            default ->
                reply.isPositive()
                        ? QueueStart.Outcome.STARTED
                        : isTransient(reply) ? QueueStart.Outcome.REJECTED_FOR_NOW : QueueStart.Outcome.REJECTED;
        };
    }

    /** The number in "253 OK, n pending messages for node x started" (RFC 1985 s5.1). */
    private static OptionalInt pending(Reply reply) {
        StringTokenizer words = new StringTokenizer(ReplyMailboxes.texts(reply).get(0), " \t,");
        String before = "";
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            boolean isCount = word.toLowerCase(Locale.ROOT).startsWith("pending")
                    && Text.isNumber(before)
                    && before.length() <= MOST_DIGITS;
            if (isCount) {
                return OptionalInt.of(Integer.parseInt(before));
            }
            before = word;
        }
        return OptionalInt.empty();
    }

    private static boolean isTransient(Reply reply) {
        return reply.code() / 100 == 4;
    }

    /** X.6.8: the mailbox of the reply is not ASCII, and the command had no SMTPUTF8 (RFC 6531 s3.7.4.2). */
    private static boolean needsSmtpUtf8(Reply reply) {
        return reply.hasStatus(6, 8);
    }

    /** X.7.z: security or policy (RFC 3463 s3.8). The reply is then about the client, and not about the mailbox. */
    private static boolean isPolicy(Reply reply) {
        return reply.status().isPresent() && reply.status().get().subject() == 7;
    }
}
