package dev.parley.smtp;

import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Duration BROKEN_CONNECTION = Duration.ofMinutes(1);

    /** The longest wait that a reply can name. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** As in "try again in 5 minutes", "Greylisted for 300 seconds" and "please try again in 00:05:00". */
    private static final Pattern NAMED_WAIT = Pattern.compile("\\b(?:in|for|after|another|per|every) "
            + "(?:(\\d{1,6}) ?(s|sec|seconds?|m|mins?|minutes?|h|hours?)|(\\d\\d):(\\d\\d):(\\d\\d))\\b");

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

    /**
     * The advice for one recipient.
     *
     * @param delivery of the message
     */
    static RetryAdvice of(Delivery.Recipient recipient, Delivery delivery) {
        return switch (recipient.outcome()) {
            case ACCEPTED -> of(recipient, Action.DONE, Duration.ZERO, "the server accepted the message");
            case REFUSED -> of(recipient, Action.GIVE_UP, Duration.ZERO, "the rejection is permanent");
            case REFUSED_FOR_NOW -> afterTransient(recipient);
            case UNSENDABLE -> of(recipient, Action.GIVE_UP, Duration.ZERO, "the message cannot be sent unchanged");
            case UNKNOWN ->
                of(recipient, Action.ASK, Duration.ZERO, "the connection broke after the end of the message");
            case NOT_SENT ->
                hasRejected(delivery)
                        ? of(recipient, Action.RETRY, Duration.ZERO, "not sent, since other recipients were rejected")
                        : of(
                                recipient,
                                Action.RETRY,
                                BROKEN_CONNECTION,
                                "the connection broke before the end of the message");
        };
    }

    private static RetryAdvice of(Delivery.Recipient recipient, Action action, Duration after, String reason) {
        return new RetryAdvice(recipient.address(), action, after, reason);
    }

    private static RetryAdvice afterTransient(Delivery.Recipient recipient) {
        String text = recipient.reply().map(Delivery.Reply::text).orElse("").toLowerCase(Locale.ROOT);
        Duration named = namedWait(text);
        if (named != null) {
            return of(recipient, Action.RETRY, named, "the server's reply names this time");
        } else if (text.contains("greylist") || text.contains("graylist")) {
            return of(recipient, Action.RETRY, GREYLIST, "the server accepts only another attempt (greylisting)");
        }
        return of(recipient, Action.RETRY, TRANSIENT, "the rejection is transient");
    }

    /** The time after which the server accepts another attempt; null where the reply has none. */
    private static Duration namedWait(String text) {
        Matcher named = NAMED_WAIT.matcher(text);
        if (!named.find()) {
            return null;
        }
        Duration wait = named.group(2) == null
                ? Duration.ofHours(number(named, 3))
                        .plusMinutes(number(named, 4))
                        .plusSeconds(number(named, 5))
                : Duration.of(number(named, 1), unit(named.group(2)));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static long number(Matcher text, int group) {
        return Long.parseLong(text.group(group));
    }

    private static ChronoUnit unit(String word) {
        return switch (word.charAt(0)) {
            case 's' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
    }

    private static boolean hasRejected(Delivery delivery) {
        for (Delivery.Recipient each : delivery.recipients()) {
            if (each.outcome() == Delivery.Outcome.REFUSED || each.outcome() == Delivery.Outcome.REFUSED_FOR_NOW) {
                return true;
            }
        }
        return false;
    }
}
