package dev.parley.settings;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The time-outs of a connection; zero: none, which only the user can configure.
 *
 * @param connect {@code mail.<protocol>.connectiontimeout} (milliseconds; 60000): the time-out of the TCP connection
 *     to one address, including the reply of a proxy, or of the connection to a Unix domain socket. If the host has
 *     several addresses, the attempt with the next one starts after 250 ms, and the first connection is used
 * @param reply null: not set. {@code mail.<protocol>.timeout} (milliseconds; by phase 1 to 10 minutes with SMTP, 30
 *     seconds to 5 minutes with ManageSieve): the time-out of a whole reply. A value that is set applies to every phase
 * @param write {@code mail.<protocol>.writetimeout} (milliseconds; 300000): the time-out of one write to the socket
 * @param writeClock null: not set. {@code mail.<protocol>.executor.writetimeout} (a ScheduledExecutorService object;
 *     one thread for all connections): closes connections whose write takes too long
 * @param deadline {@code mail.<protocol>.deadline} (milliseconds; none): the time limit of a whole operation: a connect with
 *     its name resolution, all addresses and hosts, TLS and the login; a send of one message with the content, all
 *     transactions and attempts; with ManageSieve an operation of the store. The connection is closed when it is reached
 */
public record Timeouts(
        Duration connect, Duration reply, Duration write, ScheduledExecutorService writeClock, Duration deadline) {
    /** @throws IllegalArgumentException naming the property that holds no ScheduledExecutorService */
    public static Timeouts from(MailProperties properties) {
        return new Timeouts(
                duration(properties, "connectiontimeout", Duration.ofSeconds(60)),
                duration(properties, "timeout", null),
                duration(properties, "writetimeout", Duration.ofMinutes(5)),
                properties
                        .object("executor.writetimeout", ScheduledExecutorService.class)
                        .orElse(null),
                deadline(properties));
    }

    /** For the beginning of an operation that has not read the other time-outs yet. */
    public static Duration deadline(MailProperties properties) {
        return duration(properties, "deadline", Duration.ZERO);
    }

    /** The time-out of a whole reply in a phase. */
    public Duration reply(Phase phase) {
        return reply == null ? phase.timeout() : reply;
    }

    private static Duration duration(MailProperties properties, String suffix, Duration unset) {
        OptionalInt millis = properties.number(suffix);
        return millis.isPresent() ? Duration.ofMillis(Math.max(0, millis.getAsInt())) : unset;
    }
}
