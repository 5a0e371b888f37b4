package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Groups of commands that are too long for one write, and chunks that are. */
class GroupsTest extends TransportFixture {
    private static final String GROUPS = HELLO.formatted("-mx\nS: 250-CHUNKING\nS: 250 PIPELINING");

    @Test
    void atMostFiveHundredCommandsWaitForTheirReplies() throws Exception {
        assertWindow(500, "r%d@x.test");
    }

    /** RCPT of 512 octets, line end included: 32 are 16 KiB, and MAIL makes one less needed. */
    @Test
    void atMostSixteenKibOfCommandsWaitForTheirReplies() throws Exception {
        assertWindow(33, "r%03d@" + "x".repeat(490) + ".te");
    }

    /** The first reply comes when the client has nothing more to say: the script sees to that. */
    private void assertWindow(int window, String pattern) throws Exception {
        List<String> to =
                IntStream.range(0, window + 20).mapToObj(pattern::formatted).toList();
        List<String> commands = Stream.concat(
                        Stream.of("C: MAIL FROM:<a@x.test>\n"), to.stream().map("C: RCPT TO:<%s>\n"::formatted))
                .toList();
        StringBuilder dialog = new StringBuilder(GROUPS);
        for (int from = 0; from < commands.size(); from += window) {
            List<String> group = commands.subList(from, Math.min(from + window, commands.size()));
            group.forEach(dialog::append);
            dialog.append(from == 0 ? "S: 250 ok\n" : "S& 250 ok\n").append("S& 250 ok\n".repeat(group.size() - 1));
        }
        dialog.append("C: BDAT 34 LAST\nC: From: a@x.test\nC: Subject: x\nC: \nC: hi\nS: 250 ok\n");
        try (ScriptedServer server = serve(dialog.toString())) {
            Transport transport = connected(server);
            InternetAddress[] all = to.stream().map(TransportFixture::address).toArray(InternetAddress[]::new);
            transport.sendMessage(message("hi"), all);
            drop(transport);
            assertEquals(DialogScript.parse("", dialog.toString()).conversation(), server.transcript());
        }
    }

    /** The replies that make room for DATA reject MAIL: it is not sent. */
    @Test
    void noDataAfterARejectionThatWasReadBefore() throws Exception {
        properties.put("mail.smtp.sendpartial", "true");
        List<String> to =
                IntStream.range(0, 499).mapToObj("r%d@x.test"::formatted).toList();
        StringBuilder dialog =
                new StringBuilder(HELLO.formatted("-mx\nS: 250 PIPELINING") + "C: MAIL FROM:<a@x.test>\n");
        to.forEach(each -> dialog.append("C: RCPT TO:<%s>\n".formatted(each)));
        dialog.append("S: 451 no\n").append("S& 503 no\n".repeat(to.size())).append("C: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = serve(dialog.toString())) {
            Transport transport = connected(server);
            InternetAddress[] all = to.stream().map(TransportFixture::address).toArray(InternetAddress[]::new);
            assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), all));
            transport.close();
            assertEquals(DialogScript.parse("", dialog.toString()).conversation(), server.transcript());
        }
    }

    /** The replies that make room for the next RCPT reject MAIL: no chunk is sent. */
    @Test
    void noChunkAfterARejectionThatWasReadBefore() throws Exception {
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.chunking", "eager");
        String pattern = "r%03d@" + "x".repeat(490) + ".te";
        List<String> to = IntStream.range(0, 60).mapToObj(pattern::formatted).toList();
        StringBuilder dialog = new StringBuilder(GROUPS + "C: MAIL FROM:<a@x.test>\n");
        to.subList(0, 32).forEach(each -> dialog.append("C: RCPT TO:<%s>\n".formatted(each)));
        dialog.append("S: 451 no\n").append("S& 503 no\n".repeat(32)).append("C: QUIT\nS: 221 bye\n");
        try (ScriptedServer server = serve(dialog.toString())) {
            Transport transport = connected(server);
            InternetAddress[] all = to.stream().map(TransportFixture::address).toArray(InternetAddress[]::new);
            assertThrows(MessagingException.class, () -> transport.sendMessage(message("hi"), all));
            transport.close();
            assertEquals(DialogScript.parse("", dialog.toString()).conversation(), server.transcript());
        }
    }

    @Test
    void aLongMessageLeavesInChunksThatNobodyWaitsFor() throws Exception {
        String text = ".23456789\r\n".repeat(70_000);
        int octets = "From: a@x.test\r\nSubject: x\r\n\r\n".length() + text.length();
        StringBuilder dialog =
                new StringBuilder(GROUPS + "C: MAIL FROM:<a@x.test>\nC: RCPT TO:<b@x.test>\nS: 250 ok\nS: 250 ok\n");
        String content = "From: a@x.test\r\nSubject: x\r\n\r\n" + text;
        List<String> chunks = new ArrayList<>();
        for (int from = 0; from < octets; from += 256 * 1024) {
            chunks.add(content.substring(from, Math.min(octets, from + 256 * 1024)));
        }
        for (String chunk : chunks) {
            boolean last = chunk == chunks.get(chunks.size() - 1);
            dialog.append("C: BDAT " + chunk.length() + (last ? " LAST\n" : "\n"))
                    .append("C~ " + chunk.replace("\r", "\\r").replace("\n", "\\n") + "\n");
        }
        chunks.forEach(chunk -> dialog.append("S: 250 ok\n"));
        try (ScriptedServer server = serve(dialog.toString())) {
            Transport transport = connected(server);
            transport.sendMessage(message(text), TO);
            drop(transport);
            assertEquals(4, 1 + chunks.size());
            assertEquals(DialogScript.parse("", dialog.toString()).conversation(), server.transcript());
        }
    }

    @Test
    void aValueThatMeansNothing() {
        properties.put("mail.smtp.pipelining", "fast");
        MessagingException e = assertThrows(
                MessagingException.class, () -> session().getTransport("parley").connect("localhost", 1, null, null));
        assertTrue(e.getMessage().contains("mail.smtp.pipelining=fast is not one of off, auto, eager"), e.getMessage());
    }
}
