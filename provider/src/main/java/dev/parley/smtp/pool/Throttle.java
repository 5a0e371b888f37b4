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

    /** Neither is about the client's rate, although some of these texts have the word. */
    private static final String[] OTHERS = {
        "greylist",
        "graylist",
        "too many recipient",
        "too many error",
        "unauthenticated",
        "receiving mail",
        "receiving email",
        "this recipient",
        "daily",
        "per day",
        "a day",
        "24 hour",
        "message per connection",
        "messages per connection",
        "messages in this connection",
        "messages on this connection",
        "messages per session",
        "messages in this session",
        "messages this session"
    };

    private static final String[] RATES = {
        "rate limit",
        "sending rate",
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
        "maximum number of connection",
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
        String text = reply.raw().toLowerCase(Locale.ROOT).replace('\n', ' ');
        if (isOfAuthentication(reply) || containsAny(text, OTHERS)) {
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
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
