package dev.parley.smtp.pool;

import java.time.Duration;

/**
 * The number of connections that a pool may have now. It is lower than the configured size after the server has replied that
 * there are too many connections, and grows by one a minute while the server does not repeat it.
 */
final class AdaptiveLimit {
    static final long GROWTH = Duration.ofMinutes(1).toNanos();

    private int size = PoolSettings.Bound.NO_LIMIT;
    private int present = PoolSettings.Bound.NO_LIMIT;
    private long nextGrowth; // Only while present is less than size.

    /** Another connect may have another size. */
    void configure(int newSize) {
        if (newSize != size) {
            present = present == size ? newSize : Math.min(present, newSize);
            size = newSize;
        }
    }

    int size() {
        return size;
    }

    /** The present limit. */
    int at(long now) {
        while (present < size && now - nextGrowth >= 0) {
            present++;
            nextGrowth += GROWTH;
        }
        return present;
    }

    /** The server accepts no more than these connections now. */
    void shrink(int accepted, long now) {
        present = Math.min(at(now), Math.max(1, accepted));
        nextGrowth = now + GROWTH;
    }

    /** The time until the limit grows. */
    long untilGrowth(long now) {
        return present < size ? nextGrowth - now : Long.MAX_VALUE;
    }
}
