package dev.parley.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that the submission server holds a message and releases it later (RFC 4865 s3): after an interval, or at a
 * time. Where the clock of this machine may be wrong, use the interval.
 */
public final class FutureRelease {
    /** RFC 4865 s3: at most 9 digits. */
    private static final long MOST_SECONDS = 999_999_999;

    private final @Nullable Duration interval; // null: there is a time
    private final @Nullable Instant time; // null: there is an interval

    private FutureRelease(@Nullable Duration interval, @Nullable Instant time) {
        this.interval = interval;
        this.time = time;
    }

    /**
     * Holds the message so long.
     *
     * @param interval from 1 to 999,999,999 whole seconds
     * @throws IllegalArgumentException when it is another
     */
    public static FutureRelease after(Duration interval) {
        long seconds = interval.getSeconds();
        if (interval.getNano() != 0 || seconds < 1 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "hold for " + interval + " is not a number of whole seconds from 1 to " + MOST_SECONDS);
        }
        return new FutureRelease(interval, null);
    }

    /**
     * Holds the message until this time, of which the fraction of a second is dropped.
     *
     * @throws IllegalArgumentException when the year does not have four digits
     */
    public static FutureRelease at(Instant time) {
        return new FutureRelease(null, DateTimes.inSeconds(time));
    }

    /**
     * Holds the message until the time in the text: {@code 2026-12-24T16:00:00Z}.
     *
     * @throws IllegalArgumentException when it is not a date and time of RFC 3339
     */
    public static FutureRelease parseTime(String text) {
        return new FutureRelease(null, DateTimes.parse(text));
    }

    /** How long the message is held; empty where there is a time. */
    public Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    /** Until when the message is held; empty where there is an interval. */
    public Optional<Instant> time() {
        return Optional.ofNullable(time);
    }

    /** When the message is released, if it is sent now. */
    public Instant from(Instant now) {
        return interval == null ? Objects.requireNonNull(time) : now.plus(interval);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FutureRelease release
                && Objects.equals(interval, release.interval)
                && Objects.equals(time, release.time);
    }

    @Override
    public int hashCode() {
        return Objects.hash(interval, time);
    }

    /** Returns the parameter of MAIL: {@code HOLDFOR=3600}, {@code HOLDUNTIL=2026-12-24T16:00:00Z}. */
    @Override
    public String toString() {
        return interval == null ? "HOLDUNTIL=" + time : "HOLDFOR=" + interval.toSeconds();
    }
}
