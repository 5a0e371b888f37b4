package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.wire.Octets;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Generated messages are unchanged where 8 bits are allowed, and become ASCII with the same text where they are not. */
class MimeParserTest {
    private static final Session SESSION = Session.getInstance(new Properties()); // Each one searches the class path.
    private static final String[] LINES = {
        "plain",
        "",
        "Gr\u00fc\u00dfe",
        "trailing blank ",
        "= equals",
        "--",
        "--=_9",
        ".dot",
        "\ttab",
        "x".repeat(700),
        "\u00fc" + "x".repeat(198)
    };

    private final List<TraceEvent> traced = new ArrayList<>();

    @Test
    void allowedContentIsUnchanged() throws IOException {
        Random random = seeded();
        for (int i = 0; i < 2000; i++) {
            byte[] message = message(random, 0).getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MimeWriter writer = writer(out, true);
            write(message, MimeParser.ofMessage(writer), random);
            assertArrayEquals(message, out.toByteArray());
            assertEquals(isEightBit(message), writer.isEightBit());
            assertFalse(writer.isInternational());
        }
        assertEquals(List.of(), traced);
    }

    @Test
    void otherContentBecomesAsciiWithTheSameText() throws Exception {
        Random random = seeded();
        int encoded = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] message = message(random, 0).getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            write(message, MimeParser.ofMessage(writer(out, false)), random);
            assertFalse(isEightBit(out.toByteArray()), out.toString(StandardCharsets.ISO_8859_1));
            assertEquals(texts(message), texts(out.toByteArray()));
            encoded += isEightBit(message) ? 1 : 0;
        }
        assertTrue(encoded > 500, "too few of the generated messages had anything to encode: " + encoded);
    }

    @Test
    void aLongPartLabelled8bitIsEncoded() throws Exception {
        String body = ("Gr\u00fc\u00dfe aus Mainz\r\n").repeat(50_000);
        byte[] message = ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(message, MimeParser.ofMessage(writer(out, false)), new Random(1));
        assertEquals(texts(message), texts(out.toByteArray()));
    }

    @Test
    void eightBitOctetsTooLateInAPartLabelled7bitAreRejected() {
        String body = "a".repeat(70).concat("\r\n").repeat(5000) + "\u00fc\r\n";
        byte[] message = ("Content-Type: text/plain\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
        UnsendableException e = assertThrows(
                UnsendableException.class,
                () -> write(
                        message, MimeParser.ofMessage(writer(OutputStream.nullOutputStream(), false)), new Random(1)));
        assertTrue(e.getMessage().contains("encoding 7bit contains 8-bit octets"), e.getMessage());
        assertEquals(List.of(), traced);
    }

    @Test
    void aLongLineMayBeWrittenInTwoPiecesBetweenCrAndLf() throws Exception {
        String text = "\u00fc" + "x".repeat(250);
        String head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text + "\r";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MimeParser stream = MimeParser.ofMessage(writer(out, false));
        stream.write(head.getBytes(StandardCharsets.UTF_8));
        stream.write("\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        stream.finish();
        assertEquals(List.of("text/plain; charset=utf-8: " + text), texts(out.toByteArray()));
    }

    /** A part with text that would end the part if it were decoded. */
    @Test
    void textWithADelimiterIsNotDecoded() throws Exception {
        TransferCapabilities decoding =
                new TransferCapabilities(true, false, false, "allow8bitmime", LongestLine.LIMIT);
        for (String delimiter : List.of("--b", "--b--", "--b \t", "--bc", "--a")) {
            String text = "\u00fc\r\n" + delimiter + "\r\n\r\nhidden\r\n";
            String message = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
                    + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                    + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                    + "\r\n--b--\r\n--a--\r\n";
            byte[] sent = message.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MimeWriter writer = new MimeWriter(out, decoding, new MimeHeader(), new Trace(List.of(traced::add)));
            write(sent, MimeParser.ofMessage(writer), new Random(1));
            assertEquals(texts(sent), texts(out.toByteArray()));
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("base64"), delimiter);
        }
    }

    /** A message is refused also if its writeTo catches the exception. */
    @Test
    void aRefusalOf8BitOctetsCannotBeIgnored() throws Exception {
        MimeWriter writer = writer(OutputStream.nullOutputStream(), false);
        MimeParser parser = MimeParser.ofMessage(writer);
        byte[] message = "ARC-Seal: i=1\r\n\r\n\u00fc\r\n".getBytes(StandardCharsets.UTF_8);
        assertThrows(UnsendableException.class, () -> parser.write(message));
        byte[] more = "more\r\n".getBytes(StandardCharsets.UTF_8);
        assertThrows(UnsendableException.class, () -> parser.write(more));
        assertThrows(UnsendableException.class, parser::finish);
        assertThrows(UnsendableException.class, writer::finish);
    }

    /** CR and LF are no line ends there. */
    @Test
    void textInUtf16IsEncodedInBase64() throws Exception {
        String text = "\u00fc\n\u0a0d\u0d0a\n";
        byte[] head = "Content-Type: text/plain; charset=utf-16be\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(head);
        message.write(text.getBytes(StandardCharsets.UTF_16BE));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(message.toByteArray(), MimeParser.ofMessage(writer(out, false)), new Random(1));
        assertEquals(text, new MimeMessage(SESSION, new ByteArrayInputStream(out.toByteArray())).getContent());
    }

    /** @param allowed whether the server announces 8BITMIME and SMTPUTF8 */
    private MimeWriter writer(OutputStream out, boolean allowed) {
        return new MimeWriter(
                out,
                new TransferCapabilities(allowed, allowed, false, null, LongestLine.LIMIT),
                new MimeHeader(),
                new Trace(List.of(traced::add)));
    }

    private static Random seeded() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    private static String message(Random random, int depth) {
        String end = depth == 0 && random.nextInt(4) == 0 ? "\n" : "\r\n";
        int kind = random.nextInt(depth > 2 ? 1 : 3);
        if (kind == 0) {
            return leaf(random).replace("\r\n", end);
        }
        if (kind == 1 && depth > 0) {
            return "Content-Type: message/rfc822" + "\r\n\r\n" + message(random, depth + 1);
        }
        String boundary = "=_" + depth;
        StringBuilder text =
                new StringBuilder("Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            text.append("--")
                    .append(boundary)
                    .append("\r\n")
                    .append(message(random, depth + 1))
                    .append("\r\n");
        }
        return text.append("--").append(boundary).append("--\r\n").toString().replace("\r\n", end);
    }

    private static String leaf(Random random) {
        String label = List.of("", "Content-Transfer-Encoding: 8bit\r\n", "content-transfer-encoding:\r\n 7bit\r\n")
                .get(random.nextInt(3));
        StringBuilder text =
                new StringBuilder("Content-Type: text/plain; charset=utf-8\r\n" + label + "X-Last: 1\r\n\r\n");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(LINES[random.nextInt(LINES.length)]).append("\r\n");
        }
        return text.toString();
    }

    private static void write(byte[] message, MimeParser stream, Random random) throws IOException {
        int from = 0;
        while (from < message.length) {
            int length = 1 + random.nextInt(Math.min(300, message.length - from));
            if (length == 1) {
                stream.write(message[from]);
            } else {
                stream.write(message, from, length);
            }
            from += length;
        }
        stream.finish();
    }

    private static boolean isEightBit(byte[] octets) {
        return !Octets.areAscii(octets, 0, octets.length);
    }

    private static List<String> texts(byte[] message) throws MessagingException, IOException {
        List<String> texts = new ArrayList<>();
        collect(new MimeMessage(SESSION, new ByteArrayInputStream(message)), texts);
        return texts;
    }

    private static void collect(Part part, List<String> texts) throws MessagingException, IOException {
        Object content = part.getContent();
        if (content instanceof MimeMultipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                collect(multipart.getBodyPart(i), texts);
            }
        } else if (content instanceof Part inner) {
            collect(inner, texts);
        } else {
            texts.add(part.getContentType() + ": " + content.toString().replace("\r\n", "\n"));
        }
    }
}
