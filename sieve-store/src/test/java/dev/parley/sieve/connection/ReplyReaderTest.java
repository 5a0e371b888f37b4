package dev.parley.sieve.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.Reply;
import dev.parley.sieve.protocol.Response;
import dev.parley.wire.Limits;
import dev.parley.wire.LineReader;
import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.ServerClosedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {
    private static final Limits LIMITS = new Limits(200, 1000);

    /** Replies with everything that may stand in one, and what is to be read from each. */
    private static final List<String[]> REPLIES = List.of(
            new String[] {"OK\r\n", "OK [] []"},
            new String[] {"ok \"done\"\r\n", "OK [] [done]"},
            new String[] {"NO (QUOTA/MAXSIZE) \"too \\\"big\\\"\"\r\n", "NO [QUOTA/MAXSIZE] [too \"big\"]"},
            new String[] {"OK (TAG {4}\r\na\"b)) {5}\r\nl\r\n)x\r\n", "OK [TAG a\"b)] [l\r\n)x]"},
            new String[] {
                "NO (REFERRAL sieve://u;AUTH=PLAIN@h:1) Moved (\r\n", "NO [REFERRAL sieve://u;AUTH=PLAIN@h:1] [Moved (]"
            },
            new String[] {"BYE not \"quoted\" {3}\r\n", "BYE [] [not \"quoted\" {3}]"},
            new String[] {"\"a\\\\b\" ACTIVE\r\n{3}\r\nü\"\r\n{0}\r\n ACTIVE\r\nOK\r\n", "a\\b!, ü\", ! OK [] []"},
            new String[] {"NO (A (\"b\" c) {1}\r\nd\r\n", "NO [A ( b c ) d] []"});

    @Test
    void readsTheSameHoweverTheOctetsArrive() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder sent = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String[] reply = REPLIES.get(random.nextInt(REPLIES.size()));
                sent.append(reply[0]);
                expected.add(reply[1]);
            }
            LineReader reader = new LineReader(pieces(sent.toString(), random), LIMITS);
            List<String> read = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                read.add(shown(new ReplyReader(reader).reply()));
            }
            assertEquals(expected, read, "seed " + seed);
        }
    }

    @Test
    void keepsTheOctetsOfAScript() throws IOException {
        byte[] script = {'#', 0, (byte) 0xff, '\r', '\n', '\n', '"', '{', '3', '}'};
        byte[] sent = ("{" + script.length + "}\r\n" + new String(script, StandardCharsets.ISO_8859_1) + "\r\nOK\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Reply reply = new ReplyReader(new LineReader(new ByteArrayInputStream(sent), LIMITS)).reply();
        assertArrayEquals(script, reply.script());
    }

    @Test
    void refusesMoreThanTheLimits() {
        assertThrows(MalformedReplyException.class, () -> reply("\"" + "x".repeat(201) + "\r\n"));
        assertThrows(MalformedReplyException.class, () -> reply("{1001}\r\n"));
        assertThrows(MalformedReplyException.class, () -> reply(("\"" + "x".repeat(150) + "\"\r\n").repeat(10)));
    }

    @Test
    void refusesMoreLinesAndLiteralsThanAnybodyNeeds() throws IOException {
        Limits large = new Limits(200, 1 << 20);
        String lines = "\"a\"\r\n".repeat(10_000);
        assertEquals(10_000, reply(lines + "OK\r\n", large).data().size());
        assertThrows(MalformedReplyException.class, () -> reply(lines + "\"a\"\r\nOK\r\n", large));
        String literals = "{0}\r\n ".repeat(100);
        assertEquals(1, reply(literals + "\r\nOK\r\n", large).data().size());
        assertThrows(MalformedReplyException.class, () -> reply(literals + "{0}\r\n\r\nOK\r\n", large));
    }

    @Test
    void refusesWhatIsNoReply() {
        for (String line : List.of("\r\n", "250 OK\r\n", "OKAY\r\n", "(OK)\r\n", "\"a\r\n")) {
            assertThrows(MalformedReplyException.class, () -> reply(line), line);
        }
    }

    @Test
    void keepsTheLastWords() {
        ServerClosedException end = assertThrows(ServerClosedException.class, () -> reply("\"a\"\r\nNO (TRYLA"));
        assertTrue(end.getMessage().contains("NO (TRYLA"), end.getMessage());
    }

    private static Reply reply(String sent) throws IOException {
        return reply(sent, LIMITS);
    }

    private static Reply reply(String sent, Limits limits) throws IOException {
        byte[] octets = sent.getBytes(StandardCharsets.UTF_8);
        return new ReplyReader(new LineReader(new ByteArrayInputStream(octets), limits)).reply();
    }

    private static String shown(Reply reply) {
        Response response = reply.response();
        String names = String.join(
                ", ",
                reply.data().stream()
                        .map(ListedScript::parse)
                        .map(script -> script.name() + (script.active() ? "!" : ""))
                        .toList());
        ResponseCode said = response.code();
        String code = said == null ? "" : (said + " " + said.argument()).strip();
        return (names + " " + response.status() + " [" + code + "] [" + response.text() + "]").strip();
    }

    /** The same octets in pieces of one to seven. */
    private static InputStream pieces(String sent, Random random) {
        return new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(7)));
            }
        };
    }
}
