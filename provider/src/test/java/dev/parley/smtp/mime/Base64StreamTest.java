package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.eclipse.angus.mail.util.BASE64EncoderStream;
import org.junit.jupiter.api.Test;

/** The output equals that of Jakarta Mail's encoder for any sequence of calls. */
class Base64StreamTest {
    private static final int STREAMS = 2_000;
    private static final int CALLS = 12;
    private static final int SHORT_WRITE = 200;
    private static final int LONG_WRITE = 20_000;

    @Test
    void outputEqualsThatOfJakartaMailsEncoder() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (int i = 0; i < STREAMS; i++) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            ByteArrayOutputStream own = new ByteArrayOutputStream();
            call(new BASE64EncoderStream(expected), new Random(seed + i));
            call(new Base64Stream(own), new Random(seed + i));
            assertEquals(
                    expected.toString(StandardCharsets.US_ASCII),
                    own.toString(StandardCharsets.US_ASCII),
                    "stream " + i + " of seed " + seed);
        }
    }

    /** Content may close the stream that it is written to, and more is written afterwards. */
    @Test
    void outputAfterCloseStartsInTheColumnOfTheLastLine() throws IOException {
        ByteArrayOutputStream own = new ByteArrayOutputStream();
        Base64Stream stream = new Base64Stream(own);
        stream.write(new byte[30]);
        stream.close();
        stream.write(new byte[30]);
        assertEquals("A".repeat(40) + "\r\n" + "A".repeat(36) + "\r\n" + "A".repeat(4), flushed(stream, own));
    }

    private static String flushed(OutputStream stream, ByteArrayOutputStream own) throws IOException {
        stream.flush();
        return own.toString(StandardCharsets.US_ASCII);
    }

    private static void call(OutputStream stream, Random random) throws IOException {
        for (int i = 0; i < CALLS; i++) {
            switch (random.nextInt(8)) {
                case 0 -> stream.flush();
                case 1 -> stream.close();
                case 2 -> stream.write(random.nextInt());
                default -> {
                    byte[] octets = new byte[random.nextInt(random.nextInt(4) == 0 ? LONG_WRITE : SHORT_WRITE)];
                    random.nextBytes(octets);
                    stream.write(octets);
                }
            }
        }
        stream.flush();
    }
}
