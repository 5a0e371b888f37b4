package dev.parley.sieve.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptNameTest {
    @Test
    void refusesWhatNoNameMayHave() {
        for (String name : List.of(
                "", "a\0", "\t", "a\r", "\n", "\u001f", "\u007f", "\u0080", "\u009f", "\u2028", "\u2029", "a\ud800",
                "\udc00b")) {
            assertThrows(IllegalArgumentException.class, () -> new ScriptName(name), name);
        }
    }

    @Test
    void leavesEverythingElseToTheServer() {
        for (String name : List.of(" ", "/", "..", "%*", "\u00a0", "\ud83d\ude00", "x".repeat(5000))) {
            assertEquals(name, new ScriptName(name).text());
        }
    }

    @Test
    void isQuotedOnlyWhereEveryServerCanReadIt() {
        assertEquals("GETSCRIPT \"a b\"\r\n", wire("a b"));
        assertEquals("GETSCRIPT \"a\\\"b\\\\\"\r\n", wire("a\"b\\"));
        assertEquals("GETSCRIPT {2+}\r\nü\r\n", wire("ü"));
        assertEquals("GETSCRIPT \"" + "x".repeat(1024) + "\"\r\n", wire("x".repeat(1024)));
        assertEquals("GETSCRIPT {1025+}\r\n" + "x".repeat(1025) + "\r\n", wire("x".repeat(1025)));
        assertEquals("GETSCRIPT {1024+}\r\n" + "\"".repeat(1024) + "\r\n", wire("\"".repeat(1024)));
    }

    @Test
    void comesBackAsItWent() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            String name = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(i -> List.of("a", " ", "\"", "\\", "ü", "{1}", "ACTIVE", ")", "\ud83d\ude00")
                            .get(random.nextInt(9)))
                    .collect(Collectors.joining());
            String wire = wire(name).replaceFirst("^GETSCRIPT ", "").replaceFirst("\\+}\r\n", "}\r\n");
            assertEquals(name, ListedScript.parse(line(wire)).name(), "seed " + seed);
        }
    }

    private static String wire(String name) {
        return new String(Command.getScript(new ScriptName(name)).wire(), StandardCharsets.UTF_8);
    }

    private static Line line(String wire) {
        String[] lines = wire.split("\r\n", -1);
        Line line = Line.of(lines[0]);
        return line.missing() >= 0 ? line.with(lines[1].getBytes(StandardCharsets.UTF_8), "") : line;
    }
}
