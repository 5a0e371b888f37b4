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
        assertTrue(NamePattern.matches("*", ""));
        assertTrue(NamePattern.matches("%main*", "main"));
        assertTrue(NamePattern.matches("a*b%c", "a-b-b-c"));
        assertTrue(NamePattern.matches("a*a", "aa"));
        assertTrue(NamePattern.matches("a.\\E*", "a.\\E\nb"));
        assertFalse(NamePattern.matches("a*a", "a"));
        assertFalse(NamePattern.matches("a*b*b", "ab"));
        assertFalse(NamePattern.matches("main", "Main"));
        assertFalse(NamePattern.matches("ma", "main"));
        assertFalse(NamePattern.matches("*b*a*", "ab"));
    }

    /** A pattern with n asterisks took the n-th power of the name's length. */
    @Test
    @Timeout(60)
    void aLongNameNeedsNoSecondAttempt() {
        assertFalse(NamePattern.matches("*a*a*a*a*a*b*", "a".repeat(LENGTH)));
        assertTrue(NamePattern.matches("*a*a*a*a*a*", "a".repeat(LENGTH)));
    }
}
