package dev.parley.smtp.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The number of connections that a server accepts, over time and changes of the configured size. */
class AdaptiveLimitTest {
    private static final long NOW = Long.MAX_VALUE - AdaptiveLimit.GROWTH; // It overflows with the first growth.

    private final AdaptiveLimit limit = new AdaptiveLimit();

    @Test
    void itGrowsByOneAMinuteUpToTheSize() {
        limit.configure(6);
        limit.shrink(4, NOW);
        assertEquals(4, limit.at(NOW + AdaptiveLimit.GROWTH - 1));
        assertEquals(1, limit.untilGrowth(NOW + AdaptiveLimit.GROWTH - 1));
        assertEquals(5, limit.at(NOW + AdaptiveLimit.GROWTH));
        assertEquals(6, limit.at(NOW + 30 * AdaptiveLimit.GROWTH));
        assertEquals(Long.MAX_VALUE, limit.untilGrowth(NOW + 30 * AdaptiveLimit.GROWTH));
    }

    @Test
    void oneConnectionRemains() {
        limit.configure(6);
        limit.shrink(0, NOW);
        assertEquals(1, limit.at(NOW));
    }

    @Test
    void aSmallerSizeInBetweenDoesNotEndIt() {
        limit.configure(20);
        limit.shrink(5, NOW);
        limit.configure(3);
        assertEquals(3, limit.at(NOW));
        limit.configure(20);
        assertEquals(5, limit.at(NOW));
        limit.configure(3);
        assertEquals(3, limit.at(NOW + 2 * AdaptiveLimit.GROWTH));
        limit.configure(20);
        assertEquals(7, limit.at(NOW + 2 * AdaptiveLimit.GROWTH));
    }

    @Test
    void withoutAReplyItIsTheSize() {
        limit.configure(3);
        assertEquals(3, limit.at(NOW));
        limit.configure(20);
        assertEquals(20, limit.at(NOW));
    }
}
