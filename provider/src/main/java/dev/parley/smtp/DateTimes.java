package dev.parley.smtp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times of RFC 3339 without fractions of a second. */
final class DateTimes {
    private static final int LAST_YEAR = 9999;

    private DateTimes() {}

    /** @throws IllegalArgumentException when the year does not have four digits */
    static Instant inSeconds(Instant time) {
        Instant seconds = time.truncatedTo(ChronoUnit.SECONDS);
        int year = year(seconds);
        if (year < 0 || year > LAST_YEAR) {
            throw new IllegalArgumentException("the year of " + time + " does not have four digits");
        }
        return seconds;
    }

    /** Less than zero where the time has none. */
    private static int year(Instant time) {
        try {
            return time.atOffset(ZoneOffset.UTC).getYear();
        } catch (DateTimeException e) {
            return -1;
        }
    }

    /** @throws IllegalArgumentException when the text is not a date and time with its offset */
    static Instant parse(String text) {
        try {
            return inSeconds(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a date and time of RFC 3339, such as 2026-12-24T16:00:00Z", e);
        }
    }
}
