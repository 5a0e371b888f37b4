package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void coloursWhereTheyAreSeenAndNotUnwanted() {
        assertEquals(true, colour(true, "TERM", "xterm-256color"));
        assertEquals(true, colour(true, "WT_SESSION", "b1c4"));
        assertEquals(true, colour(true, "TERM", "xterm", "NO_COLOR", ""));
        assertEquals(false, colour(true, "TERM", "xterm", "NO_COLOR", "1"));
        assertEquals(false, colour(true, "TERM", "dumb"));
        assertEquals(false, colour(true, "OS", "Windows_NT"));
        assertEquals(false, colour(false, "TERM", "xterm"));
    }

    @Test
    void nobodyReadsAFile() {
        assertFalse(Terminal.of(new PrintStream(new ByteArrayOutputStream())).present());
    }

    private static boolean colour(boolean present, String... environment) {
        return new Terminal(
                        present,
                        environment.length == 2
                                ? Map.of(environment[0], environment[1])
                                : Map.of(environment[0], environment[1], environment[2], environment[3]))
                .colour();
    }
}
