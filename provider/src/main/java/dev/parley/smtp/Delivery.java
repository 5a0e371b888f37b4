package dev.parley.smtp;

import dev.parley.smtp.pool.NamedWait;
import dev.parley.trace.TlsReport;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of one message for each of its recipients.
 *
 * @param recipients in the order they were given, groups expanded
 * @param reply the reply that ended the transaction: to the end of the content, or a rejection; empty where the connection
 *     broke, or nothing was sent because recipients were rejected
 * @param problem a description, where the transaction did not end with a reply: an invalid address, content that could not
 *     be rendered, a broken connection
 * @param queueId the identifier under which the server queued the message, where its wording is known (Postfix, Exim,
 *     Sendmail, OpenSMTPD, Exchange, Gmail, Amazon SES, SendGrid, Brevo). The replies of Mailgun and Zoho have none
 * @param server the server's own name in its greeting
 * @param tls the parameters of TLS, where the connection used it
 * @param octets of the content that were sent, line ends as CRLF, without what the protocol added (RFC 1870 s5)
 */
public record Delivery(
        List<Recipient> recipients,
        Optional<Reply> reply,
        Optional<String> problem,
        Optional<String> queueId,
        String server,
        Optional<TlsReport> tls,
        long octets,
        Durations durations) {

    /** The result for one recipient. */
    public enum Outcome {
        /** The server accepted the message. */
        ACCEPTED("accepted"),
        /** Rejected, and worth another try (4yz; and 552 to RCPT, RFC 5321 s4.5.3.1.10). */
        REFUSED_FOR_NOW("rejected (transient)"),
        /** Rejected permanently (5yz), or an invalid address. */
        REFUSED("rejected (permanent)"),
        /** Not rejected for this recipient, but not sent: others were rejected, the content failed, or the connection broke. */
        NOT_SENT("not sent"),
        /**
         * The message cannot be sent unchanged: it requires an extension or a size that the server does not offer, or its
         * sender or settings are invalid.
         */
        UNSENDABLE("cannot be sent"),
        /** The connection broke after the end of the content: it may have been delivered (RFC 5321 s4.5.3.2.6). */
        UNKNOWN("unknown, may have been delivered");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    /**
     * A recipient.
     *
     * @param reply the reply that decided: to the end of the content where the message was accepted or its content
     *     rejected, otherwise to the rejected command
     */
    public record Recipient(InternetAddress address, Outcome outcome, Optional<Reply> reply) {
        @Override
        public String toString() {
            return address.getAddress() + " " + outcome.words + (reply.isPresent() ? ": " + reply.get() : "");
        }
    }

    /**
     * A reply of the server (RFC 5321 s4.2).
     *
     * @param status the enhanced status code at the beginning of the text (RFC 2034 s4), where there is one
     * @param text all its lines, joined by LF
     */
    public record Reply(int code, Optional<EnhancedStatus> status, String text) {
        @Override
        public String toString() {
            return text.replace("\n", " / ");
        }
    }

    /**
     * The duration of each part of a transaction.
     *
     * @param envelope from MAIL until the content could begin
     * @param content until its end was written
     * @param verdict until the last reply to it
     */
    public record Durations(Duration envelope, Duration content, Duration verdict) {
        Duration total() {
            return envelope.plus(content).plus(verdict);
        }
    }

    /**
     * What to do about one recipient after a send: the decision of an application's queue, from the result alone.
     *
     * @param after how long to wait before the next attempt, for {@link Action#RETRY}; otherwise zero
     * @param reason of the action, for a log
     */
    public record RetryAdvice(InternetAddress address, Action action, Duration after, String reason) {
        /** RFC 5321 s4.5.4.1: the interval between two attempts is at least 30 minutes if the reason is not known. */
        private static final Duration TRANSIENT = Duration.ofMinutes(30);

        /** Many greylists accept the second attempt after 5 minutes. */
        private static final Duration GREYLIST = Duration.ofMinutes(5);

        /** For a new connection, and the shortest wait that a reply can name. */
        private static final Duration NOT_SENT = Duration.ofMinutes(1);

        /** The longest wait that a reply can name. */
        private static final Duration LONGEST = Duration.ofDays(1);

        /** What an application does next. */
        public enum Action {
            /** Nothing: the server accepted the message for this recipient. Another attempt delivers it twice. */
            DONE,
            /** Send it again to this recipient after {@link RetryAdvice#after}; nothing was delivered. */
            RETRY,
            /** Do not send it again unchanged: the rejection is permanent. */
            GIVE_UP,
            /** Find out whether it was delivered, in the server's log or from the recipient: another attempt may deliver it twice. */
            ASK
        }

        /** The advice for one recipient. */
        static RetryAdvice of(Recipient recipient) {
            return switch (recipient.outcome()) {
                case ACCEPTED -> of(recipient, Action.DONE, Duration.ZERO, "the server accepted the message");
                case REFUSED -> of(recipient, Action.GIVE_UP, Duration.ZERO, "the rejection is permanent");
                case REFUSED_FOR_NOW -> afterTransient(recipient);
                case UNSENDABLE -> of(recipient, Action.GIVE_UP, Duration.ZERO, "the message cannot be sent unchanged");
                case UNKNOWN ->
                    of(recipient, Action.ASK, Duration.ZERO, "the connection broke after the end of the message");
                case NOT_SENT -> of(recipient, Action.RETRY, NOT_SENT, "nothing was sent to this recipient");
            };
        }

        private static RetryAdvice of(Recipient recipient, Action action, Duration after, String reason) {
            return new RetryAdvice(recipient.address(), action, after, reason);
        }

        private static RetryAdvice afterTransient(Recipient recipient) {
            String text = recipient.reply().map(Reply::text).orElse("").toLowerCase(Locale.ROOT);
            Duration named = namedWait(text);
            if (named != null) {
                return of(recipient, Action.RETRY, named, "the server's reply names this time");
            } else if (text.contains("greylist") || text.contains("graylist")) {
                return of(recipient, Action.RETRY, GREYLIST, "the server accepts only another attempt (greylisting)");
            }
            return of(recipient, Action.RETRY, TRANSIENT, "the rejection is transient");
        }

        /** The time after which the server accepts another attempt; null where the reply has none. */
        private static @Nullable Duration namedWait(String text) {
            Duration wait = NamedWait.in(text);
            if (wait == null) {
                return null;
            } else if (wait.compareTo(NOT_SENT) < 0) {
                return NOT_SENT;
            }
            return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        }
    }

    /** Whether the server accepted the message for every recipient. */
    public boolean isComplete() {
        return problem.isEmpty() && count(Outcome.ACCEPTED) == recipients.size();
    }

    /** Whether a recipient may have received the message although no reply confirms it: sending again may deliver it twice. */
    public boolean isUncertain() {
        return count(Outcome.UNKNOWN) > 0;
    }

    /** Whether the server accepted the message for some recipient, or may have. */
    boolean mayHaveArrived() {
        return isUncertain() || count(Outcome.ACCEPTED) > 0;
    }

    /** What to do about each recipient, in the order of {@link #recipients()}; the result depends on this value alone. */
    public List<RetryAdvice> advice() {
        return recipients.stream().map(RetryAdvice::of).toList();
    }

    private int count(Outcome outcome) {
        int count = 0;
        for (int i = 0; i < recipients.size(); i++) {
            count += recipients.get(i).outcome() == outcome ? 1 : 0;
        }
        return count;
    }

    /** The recipients with one outcome. */
    public List<Recipient> recipients(Outcome outcome) {
        return recipients.stream()
                .filter(recipient -> recipient.outcome() == outcome)
                .toList();
    }

    /**
     * One line: recipients accepted, server, queue id, size, duration; then the recipients to whom it was not sent.
     */
    @Override
    public String toString() {
        String others = recipients.stream()
                .filter(recipient -> recipient.outcome() != Outcome.ACCEPTED)
                .map(recipient -> "; " + recipient)
                .collect(Collectors.joining());
        return "accepted for %d of %d by %s%s (%d octets, %s, %d ms)%s%s"
                .formatted(
                        count(Outcome.ACCEPTED),
                        recipients.size(),
                        server,
                        queueId.map(id -> " as " + id).orElse(""),
                        octets,
                        tls.map(TlsReport::protocol).orElse("without TLS"),
                        durations.total().toMillis(),
                        others,
                        problem.map(why -> "; " + why.strip()).orElse(""));
    }
}
