package dev.parley.smtp.pool;

import java.time.Duration;

/**
 * The number of connections that a pool may have now. It is lower than the configured size after the server has replied that
 * there are too many connections, and grows by one each half minute while the server does not repeat it.
 */
final class AdaptiveLimit {
    static final long GROWTH = Duration.ofSeconds(30).toNanos();

    private int size = PoolSettings.Bound.NO_LIMIT;
    private int accepted = PoolSettings.Bound.NO_LIMIT; // By the server; also while the size is smaller.
    private long nextGrowth; // Only while accepted is limited.

    /** Another connect may have another size. */
    void configure(int newSize) {
        size = newSize;
    }

    int size() {
        return size;
    }

    /** The present limit. */
    int at(long now) {
        if (accepted != PoolSettings.Bound.NO_LIMIT && now - nextGrowth >= 0) {
            long growths = (now - nextGrowth) / GROWTH + 1;
            accepted = (int) Math.min(PoolSettings.Bound.NO_LIMIT, accepted + growths);
            nextGrowth += growths * GROWTH;
        }
        return Math.min(size, accepted);
    }

    /** The server accepts no more than these connections now. */
    void shrink(int number, long now) {
        accepted = Math.min(at(now), Math.max(1, number));
        nextGrowth = now + GROWTH;
    }

    /** The time until the limit grows. */
    long untilGrowth(long now) {
        return at(now) < size ? nextGrowth - now : Long.MAX_VALUE;
    }
}
