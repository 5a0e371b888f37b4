package dev.parley.smtp.pool;

import dev.parley.smtp.protocol.Reply;
import java.util.Locale;

/**
 * What a transient rejection limits. A reply that rejects the recipient, the content, or a first attempt (greylisting)
 * limits neither; nor does a limit of a day, which no short wait ends.
 */
public enum Throttle {
    NONE,
    /** The number of connections at a time. */
    CONNECTIONS,
    /** The number of messages, logins or connections in a time. */
    RATE;

    /** None is about the client's rate, although some of these texts have the word. */
    private static final String[] OTHERS = {
        "greylist",
        "graylist",
        "too many error",
        "unauthenticated",
        "receiving mail",
        "receiving email",
        "this recipient",
        "recipient thread limit",
        "daily",
        "per day",
        "a day",
        "24 hour",
        "message per connection",
        "messages per connection",
        "messages in this connection",
        "messages on this connection",
        "messages for this connection",
        "messages in one connection",
        "messages on one connection",
        "messages per session",
        "messages in this session",
        "messages for this session",
        "messages in one session",
        "messages this session"
    };

    private static final String[] RATES = {
        "rate limit",
        "rate-limit",
        "ratelimit",
        "sending rate",
        "submission rate",
        "message rate",
        "connection rate",
        "rate exceed",
        "rate reached",
        "rate is too high",
        "unusual rate",
        "throttl",
        "too quickly",
        "too fast",
        "too frequent",
        "too much mail",
        "too many mail",
        "too many email",
        "too many message",
        "too many recipients from ", // Of a client; "too many recipients" alone is about the message.
        "too many login",
        "too many auth",
        "too many new tls session",
        "per second",
        "per minute",
        "per hour",
        "rp-001",
        "rp-002"
    };

    private static final String[] NUMBERS = {
        "too many connection",
        "too many concurrent",
        "too many simultaneous",
        "too many open connection",
        "too many open session",
        "too many session",
        "too many smtp connection",
        "too many smtp session",
        "concurrent connection",
        "simultaneous connection",
        "concurrent session",
        "simultaneous session",
        "concurrent smtp",
        "concurrent server connection",
        "maximum number of connection",
        "maximum number of concurrent",
        "maximum connections",
        "connection limit",
        "connections limit",
        "connection count",
        "thread limit",
        "rp-003"
    };

    /** What a reply limits. It depends on the reply alone. */
    public static Throttle of(Reply reply) {
        if (!isTransientLimit(reply.code())) {
            return NONE;
        }
        String text = withoutAddresses(reply.raw().toLowerCase(Locale.ROOT).replace('\n', ' '));
        if (isOfAuthentication(reply) || isOfMailbox(reply, text) || containsAny(text, OTHERS)) {
            return NONE;
        } else if (containsAny(text, RATES) || reply.hasStatus(7, 28) || isOfExchange(reply)) {
            return RATE;
        }
        return containsAny(text, NUMBERS) ? CONNECTIONS : NONE;
    }

    private static boolean isTransientLimit(int code) {
        return switch (code) {
            case 421, 432, 450, 451, 452, 454 -> true;
            default -> false;
        };
    }

    /** A reply may repeat an address of the message, which may have any word. */
    private static String withoutAddresses(String text) {
        StringBuilder rest = new StringBuilder(text);
        int start = rest.indexOf("<");
        int end = rest.indexOf(">", start);
        while (start >= 0 && end >= 0) {
            rest.delete(start, end + 1);
            start = rest.indexOf("<", start);
            end = rest.indexOf(">", start);
        }
        return rest.toString();
    }

    /** RFC 3463: only this recipient's mailbox is limited. */
    private static boolean isOfMailbox(Reply reply, String text) {
        return reply.status().isPresent() && reply.status().get().subject() == 2 && !contains(text, "rate");
    }

    /** RFC 7372 and Gmail: "rate limited" because SPF, DKIM, DMARC, TLS or reverse DNS is missing. */
    private static boolean isOfAuthentication(Reply reply) {
        return reply.status().isPresent()
                && reply.status().get().subject() == 7
                && reply.status().get().detail() >= 20
                && reply.status().get().detail() <= 40
                && reply.status().get().detail() != 28;
    }

    /** Exchange Online limits a client by the reputation of its address. */
    private static boolean isOfExchange(Reply reply) {
        return reply.hasStatus(7, 500)
                || reply.hasStatus(7, 501)
                || reply.hasStatus(7, 650)
                || reply.hasStatus(7, 651)
                || reply.hasStatus(7, 850);
    }

    private static boolean containsAny(String text, String[] words) {
        for (String word : words) {
            if (contains(text, word)) {
                return true;
            }
        }
        return false;
    }

    /** At the start of a word: "corporate limit" is no "rate limit". */
    private static boolean contains(String text, String words) {
        int found = text.indexOf(words);
        while (found > 0 && Character.isLetter(text.charAt(found - 1))) {
            found = text.indexOf(words, found + 1);
        }
        return found >= 0;
    }
}
