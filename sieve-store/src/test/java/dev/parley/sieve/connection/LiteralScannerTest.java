package dev.parley.sieve.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiteralScannerTest {
    /** Of few letters, so that beginnings of the word come again and again, and in pieces of any size. */
    @Test
    void findsWhatASearchInTheWholeFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            String word = text(random, "AB-", 1 + random.nextInt(6));
            String text = text(random, "aAbB-\\", random.nextInt(40));
            boolean expected =
                    text.replace("\\", "").toUpperCase(java.util.Locale.ROOT).contains(word);
            LiteralScanner scanner = new LiteralScanner(word);
            for (int start = 0; start < text.length(); ) {
                int end = Math.min(text.length(), start + 1 + random.nextInt(5));
                byte[] piece = text.substring(start, end).getBytes(StandardCharsets.US_ASCII);
                scanner.scan(piece, piece.length);
                start = end;
            }
            assertEquals(expected, scanner.isFound(), "seed " + seed + ": " + word + " in " + text);
        }
    }

    private static String text(Random random, String letters, int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
                .collect(Collectors.joining());
    }
}
