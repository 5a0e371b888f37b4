package dev.parley.smtp.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.messages.GeneratedMessages;
import dev.parley.trace.Trace;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;

/** A message rendered from its tree of parts has the octets of its {@code writeTo}. */
class TreeRendererTest {
    private static final int MESSAGES = 2000;
    private static final TransferCapabilities ALL =
            new TransferCapabilities(true, true, false, null, TransferCapabilities.NO_LIMIT);
    private static final String[] OMITTED_FIELDS = {"Bcc", "Resent-Bcc", "Content-Length"};

    private final Session session = Session.getInstance(new Properties());

    private interface Rendering {
        void to(OutputStream out) throws IOException, MessagingException;
    }

    @Test
    void octetsEqualThoseOfWriteTo() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        GeneratedMessages messages = new GeneratedMessages(seed, session);
        for (int i = 0; i < MESSAGES; i++) {
            MimeMessage message = messages.next();
            String actual = octets(out -> render(message, out, ALL));
            String expected = octets(out -> message.writeTo(out, OMITTED_FIELDS));
            assertSame(
                    expected.contains("binary") ? octets(out -> parse(message, out, ALL)) : expected, actual, i, seed);
        }
    }

    /** A delimiter in a text would end the part only for the parser; the generated texts hold none. */
    @Test
    void reencodingEqualsThatOfTheParser() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        GeneratedMessages messages = new GeneratedMessages(seed, session);
        TransferCapabilities ascii = new TransferCapabilities(false, true, false, null, LongestLine.LIMIT);
        for (int i = 0; i < MESSAGES / 4; i++) {
            MimeMessage message = messages.next();
            String actual = octets(out -> render(message, out, ascii));
            assertSame(octets(out -> parse(message, out, ascii)), actual, i, seed);
        }
    }

    @Test
    void onlyMessagesWithTheStandardWriteToAreRenderedFromTheirTree() throws Exception {
        assertTrue(isFromTree(new MimeMessage(session)));
        assertTrue(isFromTree(new SMTPMessage(session)));
        assertTrue(isFromTree(new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<a@x.test>");
            }
        }));
        assertFalse(isFromTree(new MimeMessage(session) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                super.writeTo(out, ignored);
            }
        }));
        assertFalse(isFromTree(new MimeMessage(session) {
            @Override
            public synchronized DataHandler getDataHandler() throws MessagingException {
                return super.getDataHandler();
            }
        }));
    }

    /** Its writeTo writes bytes. */
    @Test
    void theHeaderOfAParsedMessageIsNotCaptured() throws Exception {
        MimeMessage parsed = new MimeMessage(
                session, new ByteArrayInputStream("From: a@x.test\r\n\r\nx".getBytes(StandardCharsets.US_ASCII)));
        assertFalse(HeaderCapture.of(parsed, OMITTED_FIELDS, new MimeHeader()));
    }

    /** A DataSource may support only one call of getInputStream. */
    @Test
    void aDataSourceIsOpenedOnce() throws Exception {
        OneShot source = new OneShot();
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(source));
        part.setHeader("Content-Transfer-Encoding", "base64");
        MimeMessage message = new MimeMessage(session);
        message.setContent(new MimeMultipart(part));
        String octets = octets(out -> render(message, out, ALL));
        assertTrue(octets.contains("\r\n\r\nb25jZQ==\r\n--"), octets);
        assertEquals(1, source.opened);
    }

    private boolean isFromTree(MimeMessage message) throws Exception {
        List<Class<?>> given = new ArrayList<>();
        message.setDataHandler(new DataHandler(new OneShot()) {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                given.add(out.getClass());
                super.writeTo(out);
            }
        });
        message.setHeader("Content-Transfer-Encoding", "base64");
        octets(out -> render(message, out, ALL));
        return given.equals(List.of(Base64Stream.class));
    }

    private void render(MimeMessage message, OutputStream out, TransferCapabilities capabilities)
            throws IOException, MessagingException {
        MimeWriter writer = new MimeWriter(out, capabilities, new MimeHeader(), new Trace(List.of()));
        new TreeRenderer(writer, session.getStreamProvider()).write(message, OMITTED_FIELDS);
        writer.finish();
    }

    private static void parse(MimeMessage message, OutputStream out, TransferCapabilities capabilities)
            throws IOException, MessagingException {
        MimeWriter writer = new MimeWriter(out, capabilities, new MimeHeader(), new Trace(List.of()));
        MimeParser.convert(message, OMITTED_FIELDS, writer);
        writer.finish();
    }

    /** Shows only the surroundings of the first difference. */
    private static void assertSame(String expected, String actual, int number, long seed) {
        int at = Arrays.mismatch(expected.toCharArray(), actual.toCharArray());
        if (at >= 0) {
            assertEquals(
                    expected.substring(Math.max(0, at - 300), Math.min(expected.length(), at + 100)),
                    actual.substring(Math.max(0, at - 300), Math.min(actual.length(), at + 100)),
                    "message " + number + " of seed " + seed + ", octet " + at);
        }
    }

    /** The rendered octets as ISO-8859-1, or the failure. */
    private static String octets(Rendering rendering) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            rendering.to(out);
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException | MessagingException | RuntimeException e) {
            return e.getClass() + ": " + e.getMessage();
        }
    }

    private static final class OneShot implements DataSource {
        private int opened;

        @Override
        public InputStream getInputStream() throws IOException {
            if (opened++ > 0) {
                throw new IOException("opened again");
            }
            return new ByteArrayInputStream("once".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("read-only");
        }

        @Override
        public String getContentType() {
            return "image/png";
        }

        @Override
        public String getName() {
            return "once.png";
        }
    }
}
