package dev.parley.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How long anything may take; zero means for ever, which only the user can ask for.
 *
 * @param connect {@code mail.<protocol>.connectiontimeout} (milliseconds; 60000): the TCP connection to one address,
 *     together with the reply of a proxy; or the connection to a Unix domain socket
 * @param reply {@code mail.<protocol>.timeout} (milliseconds; by phase): a whole reply, the same in
 *     every phase
 * @param write {@code mail.<protocol>.writetimeout} (milliseconds; 300000): one write to the socket
 * @param writeClock {@code mail.<protocol>.executor.writetimeout} (a ScheduledExecutorService object; one thread for all
 *     connections): watches the writes
 */
public record Timeouts(
        Duration connect, Optional<Duration> reply, Duration write, Optional<ScheduledExecutorService> writeClock) {
    /** @throws IllegalArgumentException naming the property that holds no ScheduledExecutorService */
    public static Timeouts from(MailProperties properties) {
        return new Timeouts(
                duration(properties.number("connectiontimeout")).orElse(Duration.ofSeconds(60)),
                duration(properties.number("timeout")),
                duration(properties.number("writetimeout")).orElse(Duration.ofMinutes(5)),
                properties.object("executor.writetimeout", ScheduledExecutorService.class));
    }

    /** The time a reply may take in a phase whose own limit is {@code phase}. */
    public Duration reply(Duration phase) {
        return reply.orElse(phase);
    }

    private static Optional<Duration> duration(OptionalInt millis) {
        return millis.isPresent() ? Optional.of(Duration.ofMillis(Math.max(0, millis.getAsInt()))) : Optional.empty();
    }
}
