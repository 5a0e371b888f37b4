package dev.parley.sieve.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.wire.MalformedReplyException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void theOctetsAreThoseOfItsLines() throws MalformedReplyException {
        assertOctets(4, List.of(), Line.of("OK"));
        assertOctets(13, List.of(Line.of("\"\u20ac\"")), Line.of("NO x"));
        assertOctets(8 + 3 + 5, List.of(), Line.of("NO {3}").with(octets("a\nb"), " c"));
        assertOctets(4 + 4 + 4, List.of(Line.of("\"a\rb\"")), Line.of("OK"));
        assertOctets(5 + 5 + 4, List.of(Line.of("{4}").with(octets("\u20ac\n"), "")), Line.of("OK"));
    }

    private static void assertOctets(int expected, List<Line> data, Line end) throws MalformedReplyException {
        Reply reply = new Reply(data, end, Response.parse(Line.of("OK")));
        long ofLines = reply.lines().stream()
                .mapToLong(line -> octets(line).length + 2L)
                .sum();
        assertEquals(ofLines, reply.octets(), reply::toString);
        assertEquals(expected, reply.octets(), reply::toString);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
