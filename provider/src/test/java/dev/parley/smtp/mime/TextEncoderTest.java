package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextEncoderTest {
    private static final int TEXTS = 400;
    private static final int LONGEST = 50_000;
    private static final List<Charset> CHARSETS =
            List.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    @Test
    void theResultIsThatOfTheJdk() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(new Random(seed + i));
            for (Charset charset : CHARSETS) {
                ByteArrayOutputStream own = new ByteArrayOutputStream();
                TextEncoder.write(text, charset, own);
                assertArrayEquals(
                        text.getBytes(charset), own.toByteArray(), charset + " text " + i + " of seed " + seed);
            }
        }
    }

    @Test
    void aLongLineIsFound() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (int i = 0; i < TEXTS; i++) {
            Random random = new Random(seed + i);
            String text = text(random).replaceAll("[0-9]", random.nextBoolean() ? "\n" : "\r");
            int most = 1 + random.nextInt(200);
            for (Charset charset : CHARSETS.subList(0, 1)) {
                int longest = 0;
                for (String line : text.split("[\r\n]")) {
                    longest = Math.max(longest, line.getBytes(charset).length);
                }
                String name = charset + " text " + i + " of seed " + seed;
                assertEquals(longest > most, TextEncoder.hasLongLine(text, charset, most), name);
            }
        }
    }

    /** Of characters up to a highest one, of which few or many are not ASCII; surrogates are single or in pairs. */
    private static String text(Random random) {
        int highest = List.of(0x7f, 0xff, 0x2fff, 0xffff, 0x1ffff).get(random.nextInt(5));
        int rare = 1 + random.nextInt(200);
        int length = random.nextBoolean() ? random.nextInt(40) : random.nextInt(LONGEST);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.appendCodePoint(random.nextInt(random.nextInt(rare) == 0 ? highest + 1 : 0x80));
        }
        return text.toString();
    }
}
