package dev.parley.smtp.connection;

import java.time.Duration;

/**
 * Where the time of a transaction went.
 *
 * @param envelope from MAIL until the content may begin
 * @param content until its end has been written
 * @param verdict until the last reply to it
 */
public record Timing(Duration envelope, Duration content, Duration verdict) {
    public static final Timing NONE = new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    Timing withEnvelope(Duration took) {
        return new Timing(took, content, verdict);
    }

    Timing withContent(Duration took) {
        return new Timing(envelope, took, verdict);
    }

    Timing withVerdict(Duration took) {
        return new Timing(envelope, content, took);
    }

    Timing plus(Timing other) {
        return new Timing(envelope.plus(other.envelope), content.plus(other.content), verdict.plus(other.verdict));
    }

    /** A clock that says how long it is since it was last asked. */
    static final class Laps {
        private long last = System.nanoTime();

        Duration lap() {
            long now = System.nanoTime();
            Duration lap = Duration.ofNanos(now - last);
            last = now;
            return lap;
        }
    }
}
