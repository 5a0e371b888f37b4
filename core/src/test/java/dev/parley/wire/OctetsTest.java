package dev.parley.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OctetsTest {
    private static final int TEXTS = 20_000;

    @Test
    void theFirstLongLineIsThatOfASearchOctetByOctet() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < TEXTS; i++) {
            byte[] source = text(random);
            int from = random.nextInt(source.length + 1);
            int to = from + random.nextInt(source.length - from + 1);
            int most = 1 + random.nextInt(12);
            int start = from - random.nextInt(most + 1);
            int expected = firstLongLine(source, from, to, start, most);
            assertEquals(expected, Octets.longLine(source, from, to, start, most), "text " + i + " of seed " + seed);
        }
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append("xxxxxxx\r\n".charAt(random.nextInt(random.nextBoolean() ? 9 : 5)));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static int firstLongLine(byte[] source, int from, int to, int start, int most) {
        int line = start;
        for (int i = from; i < to; i++) {
            if (source[i] == '\r' || source[i] == '\n') {
                line = i + 1;
            } else if (i + 1 - line > most) {
                return line;
            }
        }
        return Octets.NONE;
    }

    @Test
    void theLastLineEndIsACrOrLf() {
        byte[] source = "a\rb\nc".getBytes(StandardCharsets.US_ASCII);
        assertEquals(3, Octets.lastLineEnd(source, 0, 5));
        assertEquals(1, Octets.lastLineEnd(source, 1, 3));
        assertEquals(Octets.NONE, Octets.lastLineEnd(source, 2, 3));
    }
}
