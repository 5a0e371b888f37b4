package dev.parley.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrlfStreamTest {
    @Test
    void everyMixOfLineEndsAndDotsInAnySplit() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            String content = content(random);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CrlfStream stream = new CrlfStream(out);
            byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
            writeInPieces(octets, stream, random);
            stream.finish();
            String normal = content.replaceAll("\r\n|\r|\n", "\n");
            String ended = normal.isEmpty() || normal.endsWith("\n") ? normal : normal + "\n";
            String stuffed = ended.replaceAll("(?m)^\\.", "..");
            assertEquals(stuffed.replace("\n", "\r\n"), out.toString(StandardCharsets.ISO_8859_1), content);
            assertEquals(ended.replace("\n", "\r\n").length(), stream.octets());
            assertEquals(stream.octets(), CrlfStream.sizeOf(octets, octets.length));
            assertEquals(ended.chars().filter(c -> c == '\n').count(), stream.lines());
            assertEquals(stuffed.length() - ended.length(), stream.stuffed());
        }
    }

    /** Short with many line ends, or longer than the buffer with few. */
    private static String content(Random random) {
        boolean longer = random.nextInt(4) == 0;
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(longer ? 3000 : 40); i > 0; i--) {
            boolean plain = longer && random.nextInt(100) > 0;
            content.append(plain ? 'x' : ".\r\n\u00e4x".charAt(random.nextInt(5)));
        }
        return content.toString();
    }

    private static void writeInPieces(byte[] octets, CrlfStream stream, Random random) throws IOException {
        int from = 0;
        while (from < octets.length) {
            int length = 1 + random.nextInt(octets.length - from);
            if (length == 1 && random.nextBoolean()) {
                stream.write(octets[from]);
            } else {
                stream.write(octets, from, length);
            }
            from += length;
        }
    }
}
