package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.connection.Buffer;
import dev.parley.smtp.transaction.ThresholdOutputStream;
import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.trace.Trace;
import dev.parley.wire.Octets;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines of more than 998 octets are sent in another form with the same content. */
class LongLinesTest {
    private static final int MESSAGES = 100;
    private static final int BUFFER = 256 * 1024;
    private static final Session SESSION = Session.getInstance(new Properties());

    private final List<Object> traced = new ArrayList<>();

    /** The parts of the larger ones are also after the threshold. */
    @Test
    void aMessageKeepsItsContent() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random seeds = new Random(seed); // The first values of generators with adjacent seeds are similar.
        int changed = 0;
        for (int i = 0; i < MESSAGES; i++) {
            Random random = new Random(seeds.nextLong());
            byte[] original = latin1(new GeneratedLines(random).message());
            boolean eightBit = random.nextBoolean();
            boolean crlf =
                    new String(original, StandardCharsets.ISO_8859_1).contains("\r\n"); // BINARYMIME converts others
            byte[] held = held(original, capabilities(eightBit, false), random);
            byte[] rewound = rewound(original, capabilities(eightBit, crlf && random.nextInt(4) == 0), random);
            String name = "message " + i + " of seed " + seed;
            for (byte[] sent : List.of(held, rewound)) {
                assertEquals(Octets.NONE, Octets.longLine(sent, 0, sent.length, 0, LongestLine.LIMIT), name);
                assertEquals(contents(original), contents(sent), name);
                assertTrue(eightBit || Octets.areAscii(sent, 0, sent.length), name);
            }
            boolean isLong = Octets.longLine(original, 0, original.length, 0, LongestLine.LIMIT) != Octets.NONE;
            if (!isLong && eightBit && !new String(original, StandardCharsets.ISO_8859_1).contains("quoted")) {
                assertArrayEquals(original, held, name);
            }
            changed += isLong ? 1 : 0;
        }
        assertTrue(changed > MESSAGES / 4 && changed < MESSAGES * 3 / 4, changed + " with long lines");
    }

    /** Text with its line ends, which may change, as LF; other content as base64. */
    private static List<String> contents(byte[] message) throws MessagingException, IOException {
        List<String> contents = new ArrayList<>();
        addContents(new MimeMessage(SESSION, new ByteArrayInputStream(message)), contents);
        return contents;
    }

    private static void addContents(Part part, List<String> contents) throws MessagingException, IOException {
        contents.add(part.getContentType().replaceAll("\\s+", " "));
        String[] folded = part.getHeader("X-Long");
        contents.add(folded == null ? "" : folded[0].replaceAll("\r\n", ""));
        if (part.getContent() instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                addContents(parts.getBodyPart(i), contents);
            }
        } else if (part.getContent() instanceof MimeMessage attached) {
            addContents(attached, contents);
        } else {
            byte[] content = part.getInputStream().readAllBytes();
            String text = new String(content, StandardCharsets.ISO_8859_1);
            contents.add(
                    part.isMimeType("text/*")
                            ? text.replaceAll("\r\n|\r", "\n")
                            : Base64.getEncoder().encodeToString(content));
        }
    }

    @Test
    void aLineThatBeginsLateIsRefusedWithItsLength() throws Exception {
        String late =
                "From: a@x.test\r\n\r\n" + "0123456789\r\n".repeat(BUFFER / 10) + "x".repeat(2000) + "\r\nend\r\n";
        UnsendableException e = assertThrows(
                UnsendableException.class, () -> rewound(latin1(late), capabilities(true, false), new Random(1)));
        assertEquals(
                "the body (text/plain) has a line of 2000 octets, 998 are allowed, and its header has been sent: a line is"
                        + " shortened only if it begins in the first 128 KiB of a part",
                e.getMessage());
        e = assertThrows(UnsendableException.class, () -> held(latin1(late), capabilities(true, false), new Random(1)));
        assertTrue(e.getMessage().contains("its header has been sent"), e.getMessage());
    }

    /** The last line of a message may have no end. */
    @Test
    void aRefusalReportsTheLengthOfALastLine() throws Exception {
        String signed = "DKIM-Signature: v=1\r\n\r\nshort\r\n" + "x".repeat(100_000);
        UnsendableException e = assertThrows(
                UnsendableException.class, () -> rewound(latin1(signed), capabilities(true, false), new Random(1)));
        assertTrue(e.getMessage().contains("has a line of 100000 octets"), e.getMessage());
    }

    /** A part that begins when the buffer is nearly full is held instead, so that it has the same room as others. */
    @Test
    void aPartThatBeginsNearTheThresholdIsEncoded() throws Exception {
        for (int before : List.of(BUFFER - 200, BUFFER / 2, BUFFER / 2 - 300, BUFFER + 1000)) {
            String first = "0123456789\r\n".repeat(before / 12);
            String second = "0123456789\r\n".repeat(10_000) + "=".repeat(1100) + "\r\n";
            String message = "From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + first
                    + "\r\n--b\r\nContent-Type: text/x-log\r\n\r\n" + second + "\r\n--b--\r\n";
            byte[] sent = rewound(latin1(message), capabilities(true, false), new Random(1));
            assertTrue(
                    new String(sent, StandardCharsets.ISO_8859_1).contains("text/x-log\r\nContent-Transfer-Encoding"));
            assertEquals(contents(latin1(message)), contents(sent));
        }
    }

    /** It is searched before its header is written. */
    @Test
    void aStringIsEncodedWhereverItsLongLineIs() throws Exception {
        MimeMessage message = new MimeMessage(SESSION);
        message.setText("0123456789\n".repeat(100_000) + "\u00fc".repeat(500) + "\n", "utf-8");
        message.saveChanges();
        message.setHeader("Content-Transfer-Encoding", "8bit");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ThresholdOutputStream threshold = new ThresholdOutputStream(new Buffer(BUFFER), () -> out);
        MimeWriter writer = writer(threshold, capabilities(true, false));
        new TreeRenderer(writer, SESSION.getStreamProvider()).write(message, MimeHeader.OMITTED_FIELDS);
        writer.finish();
        assertTrue(traced.toString().contains("quoted-printable for the body (text/plain)"), traced::toString);
    }

    /** RFC 2045 s6.8: the line ends of a text are CRLF before it is encoded in base64. Other content is not text. */
    @Test
    void onlyTextInBase64HasCrlf() throws Exception {
        String body = "a\n" + "\u00fc".repeat(1000) + "\nb\n";
        assertEquals(body.replace("\n", "\r\n"), decoded("text/plain; charset=iso-8859-1", body));
        assertEquals(body, decoded("application/x-y", body));
        assertEquals(body, decoded("text/plain; charset=utf-16", body));
    }

    private String decoded(String type, String body) throws Exception {
        String head = "Content-Type: " + type + "\nContent-Transfer-Encoding: 8bit\n\n";
        byte[] sent = rewound(latin1(head + body), capabilities(true, false), new Random(1));
        MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(sent));
        assertEquals("base64", message.getEncoding());
        return new String(message.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** RFC 5322 s4.5 allows white space before the colon, but no line end. */
    @Test
    void aFieldIsNotFoldedBeforeItsColon() throws Exception {
        String value = "word ".repeat(300) + ".";
        String name = "X-Long" + " ".repeat(10);
        byte[] sent = rewound(latin1(name + ": " + value + "\r\n\r\nbody"), capabilities(true, false), new Random(1));
        String text = new String(sent, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith(name + ": word word"), text);
        name = "X-Long" + " ".repeat(100);
        sent = rewound(latin1(name + ": " + value + "\r\n\r\nbody"), capabilities(true, false), new Random(1));
        text = new String(sent, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith(name + ":\r\n word word"), text);
    }

    /** A multipart whose type cannot be parsed must not be encoded either: RFC 2045 s6.4. */
    @Test
    void aMultipartWithAnInvalidParameterIsNotEncoded() throws Exception {
        String type = "Content-Type: multipart/signed; boundary=b; protocol=application/pgp-signature\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\n--b\r\n\r\n";
        UnsendableException e = assertThrows(
                UnsendableException.class,
                () -> rewound(latin1(type + "x".repeat(1000) + "\r\n"), capabilities(true, false), new Random(1)));
        assertTrue(e.getMessage().endsWith("a multipart/signed must not be encoded"), e.getMessage());
        e = assertThrows(
                UnsendableException.class,
                () -> rewound(latin1(type + "\u00fc\r\n"), capabilities(false, false), new Random(1)));
        assertTrue(e.getMessage().contains("multipart/signed part contains 8-bit octets"), e.getMessage());
    }

    /** RFC 2045 s6.7 (3): white space at the end of a line is no content, but before a soft line break it is. */
    @Test
    void aSoftLineBreakAddsNoWhiteSpace() throws Exception {
        String head = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
        for (int blanks : List.of(1, 2, 10, 300)) {
            for (int length = 1000; length < 1100; length++) {
                byte[] message = latin1(head + "x".repeat(length) + " ".repeat(blanks) + "\r\nend\r\n");
                byte[] sent = rewound(message, capabilities(true, false), new Random(1));
                assertEquals(Octets.NONE, Octets.longLine(sent, 0, sent.length, 0, LongestLine.LIMIT));
                assertEquals(contents(message), contents(sent), length + " and " + blanks);
            }
        }
    }

    /** A line that starts with a boundary would begin another part (RFC 2046 s5.1.1). */
    @Test
    void aLineBreakMakesNoDelimiter() throws Exception {
        String head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
        for (String encoding : List.of("quoted-printable", "base64", "7bit")) {
            for (int length = 60; length < 170; length++) {
                String line = "A".repeat(length) + "--b\r\nX-Not-A-Field: 1\r\n\r\nhidden\r\n";
                String message = head + "Content-Transfer-Encoding: " + encoding + "\r\n\r\n" + "A".repeat(1000)
                        + "\r\n" + line + "--b--\r\n";
                String sent = new String(
                        rewound(latin1(message), capabilities(true, false), new Random(1)),
                        StandardCharsets.ISO_8859_1);
                assertEquals(3, sent.split("\r\n--b", -1).length, encoding + " " + length);
                if (!encoding.equals("base64")) {
                    assertEquals(contents(latin1(message)), contents(latin1(sent)), encoding + " " + length);
                }
            }
        }
    }

    /** Only text has line ends, whatever the server can carry. */
    @Test
    void otherContentThanTextKeepsItsLineEnds() throws Exception {
        String body = "a\nb\n" + "x".repeat(1000) + "\nc\n";
        String head = "Content-Type: application/x-y\r\n\r\n";
        byte[] sent = rewound(latin1(head + body), capabilities(true, true), new Random(1));
        MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(sent));
        assertEquals(body, new String(message.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    /** The content of a binary part has no lines. */
    @Test
    void aBinaryPartHasNoLongLine() throws Exception {
        String message = "Content-Type: image/x-y\r\nContent-Transfer-Encoding: binary\r\n\r\n" + "\0".repeat(5000);
        byte[] sent = rewound(latin1(message), capabilities(true, true), new Random(1));
        assertArrayEquals(latin1(message), sent);
        assertEquals(List.of(), traced);
    }

    /** A line that is broken must be a little shorter, one that must not be changed need not. */
    @Test
    void aSignedLineInQuotedPrintableMayHave998Octets() throws Exception {
        String head = "DKIM-Signature: v=1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
        String message = head + "x".repeat(998) + "\r\n";
        assertArrayEquals(latin1(message), rewound(latin1(message), capabilities(true, false), new Random(1)));
        String longer = head + "x".repeat(999) + "\r\n";
        assertThrows(
                UnsendableException.class, () -> rewound(latin1(longer), capabilities(true, false), new Random(1)));
    }

    /** A message is refused also if its writeTo catches the exception. */
    @Test
    void aRefusalCannotBeIgnored() throws Exception {
        MimeWriter writer = writer(new ThresholdOutputStream(new Buffer(BUFFER), null), capabilities(true, false));
        MimeParser parser = MimeParser.ofMessage(writer);
        byte[] message = latin1("ARC-Seal: i=1\r\n\r\n" + "x".repeat(1000) + "\r\n");
        assertThrows(UnsendableException.class, () -> parser.write(message));
        assertThrows(UnsendableException.class, () -> parser.write(latin1("more\r\n")));
        assertThrows(UnsendableException.class, parser::finish);
        assertThrows(UnsendableException.class, writer::finish);
    }

    @Test
    void aPartThatIsEncodedNeedsNo8BitMime() throws Exception {
        MimeWriter writer = writer(new ThresholdOutputStream(new Buffer(BUFFER), null), capabilities(true, false));
        MimeParser parser = MimeParser.ofMessage(writer);
        parser.write(latin1("Content-Transfer-Encoding: 8bit\r\n\r\n\u00fc\r\n"));
        parser.write(latin1("x".repeat(1000) + "\r\n"));
        parser.finish();
        assertFalse(writer.isEightBit());
    }

    private byte[] held(byte[] message, TransferCapabilities capabilities, Random random)
            throws IOException, MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MimeWriter writer = new MimeWriter(out, capabilities, new MimeHeader(), new Trace(List.of(traced::add)));
        write(message, writer, random);
        return out.toByteArray();
    }

    private byte[] rewound(byte[] message, TransferCapabilities capabilities, Random random)
            throws IOException, MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Buffer buffer = new Buffer(BUFFER);
        ThresholdOutputStream threshold = new ThresholdOutputStream(buffer, () -> {
            buffer.writeTo(out);
            return out;
        });
        write(message, writer(threshold, capabilities), random);
        if (!threshold.isExceeded()) {
            buffer.writeTo(out);
        }
        return out.toByteArray();
    }

    private MimeWriter writer(ThresholdOutputStream out, TransferCapabilities capabilities) {
        return MimeWriter.rewinding(out, capabilities, new MimeHeader(), new Trace(List.of(traced::add)));
    }

    private static void write(byte[] message, MimeWriter writer, Random random) throws IOException, MessagingException {
        MimeParser parser = MimeParser.ofMessage(writer);
        int piece = List.of(3, 200, 1500, 100_000).get(random.nextInt(4));
        for (int from = 0; from < message.length; ) {
            int length = Math.min(message.length - from, 1 + random.nextInt(piece));
            parser.write(message, from, length);
            from += length;
        }
        parser.finish();
        writer.finish();
    }

    private static TransferCapabilities capabilities(boolean eightBit, boolean binary) {
        return new TransferCapabilities(eightBit, false, binary, null, LongestLine.LIMIT);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Messages with lines of all lengths, as a relay receives them. */
    private static final class GeneratedLines {
        private final Random random;
        private final boolean hasLongLines;
        private final String end;

        GeneratedLines(Random random) {
            this.random = random;
            this.hasLongLines = random.nextBoolean();
            this.end = random.nextInt(4) == 0 ? "\n" : "\r\n";
        }

        String message() {
            return message(0);
        }

        private String message(int depth) {
            return "From: a@x.test" + end + field() + "MIME-Version: 1.0" + end + entity(depth);
        }

        private String field() {
            String value = "word ".repeat(hasLongLines ? random.nextInt(400) : random.nextInt(100));
            return value.isEmpty() ? "" : "X-Long: " + value + "." + end;
        }

        private String entity(int depth) {
            int kind = random.nextInt(depth > 2 ? 4 : 6);
            return switch (kind) {
                case 0 -> field() + encoded("base64");
                case 1 -> field() + encoded("quoted-printable");
                case 4 -> multipart(depth);
                case 5 -> "Content-Type: message/rfc822" + end + end + message(depth + 1);
                default -> field() + identity();
            };
        }

        private String multipart(int depth) {
            String boundary = "=_" + depth;
            StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"");
            text.append(end).append(end);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                text.append("--").append(boundary).append(end);
                text.append(entity(depth + 1)).append(end);
            }
            return text.append("--").append(boundary).append("--").append(end).toString();
        }

        private String identity() {
            boolean ascii = random.nextBoolean();
            String type = random.nextBoolean() ? "text/plain; charset=iso-8859-1" : "application/x-y";
            return "Content-Type: " + type + end + "Content-Transfer-Encoding: " + (ascii ? "7bit" : "8bit") + end + end
                    + text(ascii ? "abcdefgh =.-\t" : "abcdefgh \u00fc\u00e4=");
        }

        private String encoded(String encoding) {
            String text = text("abc \u00fc=").replace("\r\n", "\n");
            String type = "Content-Type: text/plain; charset=iso-8859-1" + end + "Content-Transfer-Encoding: "
                    + encoding + end + end;
            if (encoding.equals("base64")) {
                byte[] octets = latin1(text);
                return type
                        + (hasLongLines && random.nextBoolean()
                                ? Base64.getEncoder().encodeToString(octets)
                                : Base64.getMimeEncoder().encodeToString(octets).replace("\r\n", end));
            }
            String quoted = text.replace("=", "=3D").replace("\u00fc", "=FC").replace(" \n", "=20\n");
            return type + quoted.replace("\n", end);
        }

        private String text(String letters) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(random.nextInt(20) == 0 ? 2000 : 20); i > 0; i--) {
                int length = random.nextInt(hasLongLines && random.nextInt(10) == 0 ? 3000 : 300);
                String more = random.nextInt(3) == 0 ? letters : letters.substring(0, 3);
                for (int j = Math.min(length, 80_000 - text.length()); j > 0; j--) {
                    text.append(more.charAt(random.nextInt(more.length())));
                }
                text.append('x').append(end);
            }
            return text.toString();
        }
    }
}
