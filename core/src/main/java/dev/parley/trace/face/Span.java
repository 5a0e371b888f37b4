package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A stretch of a dialog's time in which this side waited, in nanoseconds since the dialog began.
 *
 * <p>On the page it is a bar. A bar says its place in microseconds, and only the style knows how long the whole dialog
 * was: so a row can be written when its event comes.
 */
record Span(Kind kind, long end, Duration length) {

    /** What was waited for. */
    enum Kind {
        LOOKUP("name lookup"),
        CONNECT("connection"),
        TLS("TLS handshake"),
        REPLY("replies"),
        REFUSAL("replies"),
        /** It never came. */
        VAIN("in vain");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Of its bars. */
        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What this event ended.
     *
     * @param before when the event before it was
     */
    static Optional<Span> endedBy(TraceEvent event, long before) {
        if (event instanceof TraceEvent.Resolved e) {
            return Optional.of(new Span(Kind.LOOKUP, e.nanos(), e.took()));
        } else if (event instanceof TraceEvent.Connected e) {
            return Optional.of(new Span(Kind.CONNECT, e.nanos(), e.took()));
        } else if (event instanceof TraceEvent.Secured e) {
            return Optional.of(new Span(Kind.TLS, e.nanos(), e.tls().handshake()));
        } else if (event instanceof TraceEvent.Received e) {
            return Optional.of(new Span(e.answer().refused() ? Kind.REFUSAL : Kind.REPLY, e.nanos(), e.waited()));
        } else if (event instanceof TraceEvent.Failed e) {
            return Optional.of(new Span(Kind.VAIN, e.nanos(), Duration.ofNanos(e.nanos() - before)));
        }
        return Optional.empty();
    }

    /** The bar's place, for the style. */
    String place() {
        long start = Math.max(0, end - length.toNanos());
        return "--at:" + start / 1000 + ";--for:" + length.toNanos() / 1000;
    }

    /** In milliseconds, with a decimal. */
    String millis() {
        return millis(length);
    }

    static String millis(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toNanos() / 1e6);
    }

    /** For people: in seconds from one second on. */
    static String words(Duration length) {
        return length.toMillis() < 1000
                ? millis(length) + " ms"
                : String.format(Locale.ROOT, "%.2f s", length.toNanos() / 1e9);
    }
}
