package dev.parley.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void linesThenOctetsThenLines() throws IOException {
        LineReader reader = reader("one\r\n{3}\na\r\nrest\r\n", 100);
        assertEquals("one", reader.line());
        assertEquals("{3}", reader.line());
        assertArrayEquals("a\r\n".getBytes(StandardCharsets.US_ASCII), reader.octets(3));
        assertEquals("rest", reader.line());
    }

    @Test
    void aLineInPiecesOfOneOctet() throws IOException {
        byte[] octets = "250 gr\u00fc\u00dfe\r\n250 \u00fc\r\n".getBytes(StandardCharsets.UTF_8);
        InputStream drip = new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };
        LineReader reader = new LineReader(drip, Limits.DEFAULT);
        assertEquals("250 gr\u00fc\u00dfe", reader.line());
        assertEquals("250 \u00fc", reader.line());
    }

    @Test
    void octetsThatAreNotUtf8AreLatin1() throws IOException {
        byte[] octets = "gr\u00fc\u00dfe\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("gr\u00fc\u00dfe", new LineReader(new ByteArrayInputStream(octets), Limits.DEFAULT).line());
    }

    @Test
    void theLastWordsAreKept() {
        ServerClosedException e = assertThrows(
                ServerClosedException.class, () -> reader("421 good b", 100).line());
        assertEquals("421 good b", e.unterminated());
    }

    @Test
    void aLineHasAnEnd() throws IOException {
        assertEquals("12345", reader("12345\r\n", 6).line());
        assertThrows(
                MalformedReplyException.class, () -> reader("1234567\r\n", 6).line());
    }

    @Test
    void whatEndsALineCannotBeWrittenAsOne() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineWriter writer = new LineWriter(out);
        for (String bad : new String[] {"a\rb", "a\nb", "a\0b"}) {
            assertThrows(IllegalArgumentException.class, () -> writer.line(bad.getBytes(StandardCharsets.US_ASCII)));
        }
        assertEquals(0, out.size());
    }

    private static LineReader reader(String text, int limit) {
        return new LineReader(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), new Limits(limit, 1000));
    }
}
