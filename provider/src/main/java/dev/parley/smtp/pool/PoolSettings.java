package dev.parley.smtp.pool;

import dev.parley.settings.MailProperties;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The settings of a pool, read once per connect.
 *
 * @param bound the number of connections, as {@link Bound} lists it
 * @param idle idle connections, as {@link Idle} lists it
 * @param life of a connection, as {@link Life} lists it
 * @param rate of the messages, as {@link Rate} lists it; null: no limit
 * @param names the protocol's properties, for messages that name one
 */
public record PoolSettings(Bound bound, Idle idle, Life life, Rate rate, MailProperties names) {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int KEPT = 5;
    private static final int BURST = 1;

    /**
     * The number of connections.
     *
     * @param size {@link #NO_LIMIT} where it is not configured. {@code mail.<protocol>.pool.size} (number; no limit): the
     *     maximum number of connections, idle and in use, of the Session to one server with one login. A further connect
     *     waits until a transport is closed; the connect that has waited longest is the next. If the server replies that
     *     there are too many connections, the number is lower for some time
     * @param longestWait {@code mail.<protocol>.pool.wait} (milliseconds; 60000): how long a connect waits if {@code pool.size}
     *     connections are in use, but not after its {@code deadline}; 0: it fails at once
     */
    public record Bound(int size, Duration longestWait) {
        public static final int NO_LIMIT = Integer.MAX_VALUE;

        boolean isSet() {
            return size != NO_LIMIT;
        }
    }

    /**
     * Idle connections.
     *
     * @param time null where it is off. {@code mail.<protocol>.pool.idle} (milliseconds; {@code reuse}, or 30000 if
     *     {@code pool.size} is set, otherwise off): the time for which the connection of a closed transport is kept for the
     *     next connect of the same Session, if server, login, TLS and all other settings are the same; 0: off;
     *     {@code mail.<protocol>.reuse} (seconds; off): the older name of {@code pool.idle}, which overrides it
     * @param max {@code mail.<protocol>.pool.maxidle} (number; {@code reuse.max}, or no limit if {@code pool.size} is set,
     *     otherwise 5): the maximum number of connections that are kept for a Session; a further one closes the oldest;
     *     {@code mail.<protocol>.reuse.max} (number; 5): the older name of {@code pool.maxidle}, which overrides it
     * @param property the name of the property that sets the time
     */
    public record Idle(Duration time, int max, String property) {}

    /**
     * How long a connection is used.
     *
     * @param messages {@code mail.<protocol>.pool.messages} (number; no limit): the maximum number of mail transactions of
     *     one connection. The next message is sent over a new connection, also within one transport
     * @param age null: no limit. {@code mail.<protocol>.pool.age} (milliseconds; no limit): the maximum age of a connection.
     *     An older one is closed when its transport is closed, or replaced before the next message
     */
    public record Life(int messages, Duration age) {
        boolean isSet() {
            return messages != Bound.NO_LIMIT || age != null;
        }
    }

    /**
     * The rate of the messages.
     *
     * @param interval between two messages, in nanoseconds. {@code mail.<protocol>.rate} (decimal number; no limit): the
     *     maximum number of messages a second that the Session sends to one server with one login, such as 14 or 0.5. A
     *     message waits before MAIL until it may be sent; it is not sent if that is after its {@code deadline}. If the server replies that messages come too quickly, the next
     *     ones wait longer
     * @param burst {@code mail.<protocol>.rate.burst} (number; 1): how many messages may be sent at once after a pause
     */
    public record Rate(long interval, int burst) {}

    /** @return null where no property requires a pool */
    public static PoolSettings from(MailProperties properties) {
        int size = properties.positive("pool.size").orElse(Bound.NO_LIMIT);
        Idle idle = idle(properties, size != Bound.NO_LIMIT);
        Rate rate = rate(properties);
        Bound bound = new Bound(size, millis(properties, "pool.wait", WAIT));
        OptionalInt age = properties.positive("pool.age");
        Life life = new Life(
                properties.positive("pool.messages").orElse(Bound.NO_LIMIT),
                age.isPresent() ? Duration.ofMillis(age.getAsInt()) : null);
        return bound.isSet() || idle.time != null || rate != null || life.isSet()
                ? new PoolSettings(bound, idle, life, rate, properties)
                : null;
    }

    /** The same settings for connections that no other caller may use: each ends with its transport. */
    public PoolSettings withoutIdle() {
        return new PoolSettings(bound, new Idle(null, idle.max, idle.property), life, rate, names);
    }

    /** Whether a reply that names a rate or a number of connections changes the pool. */
    public boolean adapts() {
        return bound.isSet() || rate != null;
    }

    private static Idle idle(MailProperties properties, boolean bounded) {
        OptionalInt millis = properties.number("pool.idle");
        OptionalInt seconds = properties.positive("reuse");
        Duration time = bounded ? IDLE : null;
        if (millis.isPresent() && millis.getAsInt() >= 0) {
            time = millis.getAsInt() == 0 ? null : Duration.ofMillis(millis.getAsInt());
        } else if (seconds.isPresent()) {
            time = Duration.ofSeconds(seconds.getAsInt());
        }
        int kept = properties.positive("reuse.max").orElse(bounded ? Bound.NO_LIMIT : KEPT);
        String property = millis.isEmpty() && seconds.isPresent() ? "reuse" : "pool.idle";
        return new Idle(time, properties.positive("pool.maxidle").orElse(kept), properties.name(property));
    }

    private static Duration millis(MailProperties properties, String suffix, Duration unset) {
        OptionalInt millis = properties.number(suffix);
        return millis.isPresent() && millis.getAsInt() >= 0 ? Duration.ofMillis(millis.getAsInt()) : unset;
    }

    private static Rate rate(MailProperties properties) {
        long interval = interval(properties.word("rate").orElse(""));
        return interval == 0
                ? null
                : new Rate(interval, properties.positive("rate.burst").orElse(BURST));
    }

    /** @return 0 where it is no positive number, or one without effect */
    private static long interval(String perSecond) {
        if (perSecond.isEmpty()) {
            return 0;
        }
        try {
            double rate = new BigDecimal(perSecond).doubleValue();
            return rate > 0 ? (long) Math.min(Duration.ofDays(1).toNanos(), 1e9 / rate) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
