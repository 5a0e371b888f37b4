package dev.parley.settings;

import java.time.Duration;
import java.util.Locale;

/** A phase of a connection: the time-out of a reply in it, and its name in errors. Each protocol has an enum of them. */
public interface Phase {
    /** The name of the enum's constant. */
    String name();

    /** The default time-out of a whole reply; {@link Timeouts#reply} is the one to use. */
    Duration timeout();

    /** The activity, for an error message: after "while". */
    String phrase();

    /** Whether a message may be delivered although its reply was not read (RFC 5321 s4.5.3.2.6). */
    default boolean mayBeDelivered() {
        return false;
    }

    /** The name in a trace. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
