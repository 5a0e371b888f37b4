package dev.parley.net;

import java.time.Duration;

/**
 * A time limit and its start, for one reply or for several that share it.
 *
 * @param limit the whole time; zero: no limit
 * @param start {@link System#nanoTime} when it began
 */
public record Deadline(Duration limit, long start) {
    private static final Duration EARLIER_REPLY = Duration.ofSeconds(1);

    /** A limit for a reply that the server sent before the link failed. */
    public static Deadline ofEarlierReply() {
        return in(EARLIER_REPLY);
    }

    /** A limit that begins now. */
    public static Deadline in(Duration limit) {
        return new Deadline(limit, System.nanoTime());
    }
}
