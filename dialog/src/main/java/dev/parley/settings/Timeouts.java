package dev.parley.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long anything may take; zero means for ever, which only the user can ask for.
 *
 * @param connect {@code mail.<protocol>.connectiontimeout}, milliseconds: the TCP connection to one address (60000)
 * @param reply {@code mail.<protocol>.timeout}, milliseconds: a whole reply, the same in every phase. Not set: each
 *     phase has its own (RFC 5321 s4.5.3.2)
 * @param write {@code mail.<protocol>.writetimeout}, milliseconds: one write to the socket (300000)
 */
public record Timeouts(Duration connect, Optional<Duration> reply, Duration write) {
    public static Timeouts from(MailProperties properties) {
        return new Timeouts(
                duration(properties.number("connectiontimeout")).orElse(Duration.ofSeconds(60)),
                duration(properties.number("timeout")),
                duration(properties.number("writetimeout")).orElse(Duration.ofMinutes(5)));
    }

    /** The time a reply may take in a phase whose own limit is {@code phase}. */
    public Duration reply(Duration phase) {
        return reply.orElse(phase);
    }

    private static Optional<Duration> duration(OptionalInt millis) {
        return millis.isPresent() ? Optional.of(Duration.ofMillis(Math.max(0, millis.getAsInt()))) : Optional.empty();
    }
}
