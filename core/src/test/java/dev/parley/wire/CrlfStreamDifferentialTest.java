package dev.parley.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stream that looks at words against a loop that looks at octets, on generated content in any split. */
class CrlfStreamDifferentialTest {
    private static final String[] PIECES = {
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        ".",
        "..",
        "\r\n.",
        "\n.",
        "\r.",
        "\u00e4\u00ff",
        "x",
        "\u0000",
        "\t",
        "\u001f",
        "\u008d\u008a\u00ae"
    };

    @Test
    void theSameOctetsAndCountsAsAPlainLoop() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 4000; i++) {
            byte[] content = content(random);
            boolean stuffs = random.nextBoolean();
            PlainLoop expected = new PlainLoop(content, stuffs);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CrlfStream stream = stuffs ? new CrlfStream(out) : CrlfStream.withoutStuffing(out);
            write(content, stream, random);
            stream.finish();
            assertArrayEquals(expected.out.toByteArray(), out.toByteArray());
            assertEquals(expected.octets, stream.octets());
            assertEquals(expected.lines, stream.lines());
            assertEquals(expected.stuffed, stream.stuffed());
        }
    }

    /** A write per line would be a system call or a lock per line. */
    @Test
    void linesThatAreRightAlreadyPassInOneWrite() throws IOException {
        Writes writes = new Writes();
        CrlfStream stream = new CrlfStream(writes);
        byte[] content = ("x".repeat(76) + "\r\n").repeat(1000).getBytes();
        stream.write(content, 0, content.length);
        stream.finish();
        assertEquals(1, writes.count);
        assertEquals(1000, stream.lines());
    }

    private static byte[] content(Random random) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = random.nextInt(60); i > 0; i--) {
            String piece =
                    random.nextInt(3) == 0 ? "x".repeat(random.nextInt(1200)) : PIECES[random.nextInt(PIECES.length)];
            piece.chars().forEach(content::write);
        }
        return content.toByteArray();
    }

    private static void write(byte[] content, CrlfStream stream, Random random) throws IOException {
        int longest = 1 + random.nextInt(random.nextBoolean() ? 5 : 4000);
        int from = 0;
        while (from < content.length) {
            int length = Math.min(content.length - from, random.nextInt(longest + 1));
            if (length == 1) {
                stream.write(content[from]);
            } else {
                stream.write(content, from, length);
            }
            from += length;
        }
    }

    /** RFC 5321 as one reads it. */
    private static final class PlainLoop {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        int octets;
        int lines;
        int stuffed;

        PlainLoop(byte[] content, boolean stuffs) {
            boolean lineStart = true;
            for (int i = 0; i < content.length; i++) {
                if (content[i] == '\n' && i > 0 && content[i - 1] == '\r') {
                    continue;
                }
                if (content[i] == '\r' || content[i] == '\n') {
                    endLine();
                    lineStart = true;
                    continue;
                }
                if (lineStart && stuffs && content[i] == '.') {
                    out.write('.');
                    stuffed++;
                }
                out.write(content[i]);
                octets++;
                lineStart = false;
            }
            if (!lineStart) {
                endLine();
            }
        }

        private void endLine() {
            out.write('\r');
            out.write('\n');
            octets += 2;
            lines++;
        }
    }

    private static final class Writes extends OutputStream {
        int count;
        int octets;

        @Override
        public void write(int octet) {
            count++;
            octets++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            count++;
            octets += length;
        }
    }
}
