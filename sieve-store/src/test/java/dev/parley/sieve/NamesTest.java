package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names of scripts as a server lists them, however long. */
class NamesTest {
    private static final int LENGTH = 1_000_000;

    @Test
    void aPatternHasPiecesInTheirOrder() {
        assertTrue(DefaultFolder.matches("*", ""));
        assertTrue(DefaultFolder.matches("%main*", "main"));
        assertTrue(DefaultFolder.matches("a*b%c", "a-b-b-c"));
        assertTrue(DefaultFolder.matches("a*a", "aa"));
        assertTrue(DefaultFolder.matches("a.\\E*", "a.\\E\nb"));
        assertFalse(DefaultFolder.matches("a*a", "a"));
        assertFalse(DefaultFolder.matches("a*b*b", "ab"));
        assertFalse(DefaultFolder.matches("main", "Main"));
        assertFalse(DefaultFolder.matches("ma", "main"));
        assertFalse(DefaultFolder.matches("*b*a*", "ab"));
    }

    /** A pattern with n asterisks took the n-th power of the name's length. */
    @Test
    @Timeout(60)
    void aLongNameNeedsNoSecondAttempt() {
        assertFalse(DefaultFolder.matches("*a*a*a*a*a*b*", "a".repeat(LENGTH)));
        assertTrue(DefaultFolder.matches("*a*a*a*a*a*", "a".repeat(LENGTH)));
    }
}
