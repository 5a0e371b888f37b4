package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.util.Locale;

/**
 * An interval in which the client waited or worked, in nanoseconds since the connection was requested.
 *
 * <p>The page shows it as a bar, whose position is in microseconds. Only the style of the table contains the total length,
 * so that a row can be created before the connection ends.
 */
record Span(Kind kind, long end, Duration length) {

    /** The reason for the wait. */
    enum Kind {
        LOOKUP("name lookup"),
        CONNECT("connection"),
        TLS("TLS handshake"),
        REPLY("replies"),
        REJECTION("replies"),
        FAILED("failed wait"),
        /** The client did not wait: the application and Parley took the time. */
        OWN("this side");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        static Kind of(TraceEvent.Step step) {
            return switch (step) {
                case LOOKUP -> LOOKUP;
                case CONNECT -> CONNECT;
            };
        }

        /** The CSS class of its bars. */
        String cssClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The position of the bar, as CSS. */
    String position() {
        long start = Math.max(0, end - length.toNanos());
        return "--at:" + start / 1000 + ";--for:" + length.toNanos() / 1000;
    }

    /** In milliseconds with one decimal. */
    String millis() {
        return millis(length);
    }

    static String millis(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toNanos() / 1e6);
    }

    /** With a unit: milliseconds, or seconds from one second on. */
    static String withUnit(Duration length) {
        return length.toMillis() < 1000
                ? millis(length) + " ms"
                : String.format(Locale.ROOT, "%.2f s", length.toNanos() / 1e9);
    }
}
