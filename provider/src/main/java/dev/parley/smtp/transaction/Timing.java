package dev.parley.smtp.transaction;

import java.time.Duration;

/**
 * The duration of each part of a transaction.
 *
 * @param envelope from MAIL until the content may begin
 * @param content until its end has been written
 * @param verdict until the last reply to it
 */
public record Timing(Duration envelope, Duration content, Duration verdict) {
    public static final Timing NONE = new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    Timing plus(Timing other) {
        return new Timing(envelope.plus(other.envelope), content.plus(other.content), verdict.plus(other.verdict));
    }

    /** Measures the parts one after another. */
    static final class Stopwatch {
        private long last = System.nanoTime();
        private Timing timing = NONE;

        void start() {
            last = System.nanoTime();
        }

        void envelopeDone() {
            timing = new Timing(lap(), timing.content, timing.verdict);
        }

        void contentDone() {
            timing = new Timing(timing.envelope, lap(), timing.verdict);
        }

        void verdictDone() {
            timing = new Timing(timing.envelope, timing.content, lap());
        }

        Timing timing() {
            return timing;
        }

        private Duration lap() {
            long now = System.nanoTime();
            Duration lap = Duration.ofNanos(now - last);
            last = now;
            return lap;
        }
    }
}
