package dev.parley.sieve.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.sieve.SieveCapabilities;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of scripts as servers spell them. */
class ScriptNamesTest {
    private static final int WORDS = 5_000;

    @Test
    void anEncodedNameMayHaveAnyNumberOfWords() {
        ScriptNames cyrus = new ScriptNames(new SieveCapabilities(Map.of("IMPLEMENTATION", "Cyrus timsieved v3.6")));
        assertEquals("x".repeat(WORDS), cyrus.decoded("=?utf-8?q?x?= ".repeat(WORDS - 1) + "=?utf-8?q?x?="));
        assertEquals("\u00e4", cyrus.decoded("=?UTF-8?Q?=C3=A4?="));
    }
}
