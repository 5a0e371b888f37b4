package dev.parley.messages;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.PreencodedMimeBodyPart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** Messages as applications make them, the odd ones included, from a seed. Also run on other versions of Jakarta Mail. */
public final class GeneratedMessages {
    private static final String[] CHARSETS = {"utf-8", "us-ascii", "iso-8859-1", "utf-16", "windows-1252", "iso-2022-jp"
    };
    private static final String[] PIECES = {
        "text ",
        "\u00fc",
        "\u20ac",
        "\ud83d\ude00",
        "\ud83d",
        "\ude00",
        "\n",
        "\r\n",
        "\r",
        ".",
        "--",
        "=",
        " \n",
        "\t",
        "\u3042",
        "long ".repeat(50)
    };
    private static final String[] ENCODINGS = {
        "7bit", "8bit", "binary", "base64", "BASE64", "quoted-printable", "base64 (as ever)", "uuencode", "8BIT"
    };

    private final Random random;
    private final Session session;

    public GeneratedMessages(long seed, Session session) {
        this.random = new Random(seed);
        this.session = session;
    }

    /** The next one that Jakarta Mail lets an application make. */
    public MimeMessage next() {
        while (true) {
            try {
                return attempt();
            } catch (MessagingException | IOException e) {
                // A multipart that says it has other parts, say.
            }
        }
    }

    private MimeMessage attempt() throws MessagingException, IOException {
        MimeMessage message = message(0);
        if (one(3)) {
            message.saveChanges();
        }
        if (one(20)) {
            message.setHeader("X-Odd", oddField());
        }
        return message;
    }

    private boolean one(int of) {
        return random.nextInt(of) == 0;
    }

    private MimeMessage message(int depth) throws MessagingException, IOException {
        MimeMessage message = empty();
        message.setFrom(new InternetAddress("a@x.test"));
        message.setRecipients(Message.RecipientType.TO, "b@x.test");
        message.setRecipients(Message.RecipientType.BCC, "c@x.test");
        message.setSubject(one(2) ? "subject" : "Gr\u00fc\u00dfe ".repeat(1 + random.nextInt(20)), "utf-8");
        fill(message, depth);
        if (one(3)) {
            message.setSentDate(new java.util.Date(random.nextInt()));
        }
        return one(5) ? parsed(message) : message;
    }

    private MimeMessage empty() {
        return switch (random.nextInt(6)) {
            case 0 -> new SMTPMessage(session);
            case 1 -> new Named(session);
            case 2 -> new Rendered(session);
            default -> new MimeMessage(session);
        };
    }

    /** Parsed, and perhaps changed since. */
    private MimeMessage parsed(MimeMessage message) throws MessagingException, IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        MimeMessage parsed = one(2)
                ? new SMTPMessage(session, new ByteArrayInputStream(octets.toByteArray()))
                : new MimeMessage(message);
        switch (random.nextInt(6)) {
            case 0 -> parsed.setSubject("another");
            case 1 -> parsed.setText("other text");
            case 2 -> parsed.getContent();
            case 3 -> {
                parsed.setText("other text");
                parsed.saveChanges();
            }
            case 4 -> {
                parsed.getContent();
                parsed.saveChanges();
            }
            default -> {}
        }
        return parsed;
    }

    private void fill(Part part, int depth) throws MessagingException, IOException {
        switch (random.nextInt(depth > 1 ? 5 : 7)) {
            case 0 -> part.setText(text());
            case 1 -> part.setContent(text(), "text/html");
            case 2 -> part.setContent(text(), "text/plain; charset=" + pick(CHARSETS));
            case 3 -> data(part);
            case 4 -> part.setDataHandler(new Flushing(octets(), random.nextLong()));
            case 5 -> part.setContent(message(depth + 1), "message/rfc822");
            default -> part.setContent(multipart(depth));
        }
        if (one(4)) {
            part.setHeader("Content-Transfer-Encoding", pick(ENCODINGS));
        }
        if (one(30)) {
            part.setHeader("Content-Type", pick("text/html; charset=x", "multipart/mixed; boundary=other", "a b c"));
        }
    }

    private void data(Part part) throws MessagingException {
        String type =
                pick("application/octet-stream", "image/png", "text/csv; charset=utf-8", "message/delivery-status");
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(octets(), type)));
        part.setFileName(pick("a.bin", "\u00dcbersicht \u20ac.pdf", "x".repeat(100)));
    }

    private MimeMultipart multipart(int depth) throws MessagingException, IOException {
        String type = pick("mixed", "mixed", "alternative", "related", "signed", "digest");
        MimeMultipart multipart = one(10) ? new Ended(type) : new MimeMultipart(type);
        if (one(4)) {
            multipart.setPreamble(pick("preamble", "preamble\r\n", "\u00fc", ""));
        }
        for (int i = one(30) ? 0 : 1 + random.nextInt(3 - depth); i > 0; i--) {
            MimeBodyPart part = part(depth);
            if (one(5)) {
                part.setDisposition(pick(Part.ATTACHMENT, Part.INLINE));
            }
            multipart.addBodyPart(part);
        }
        return multipart;
    }

    private MimeBodyPart part(int depth) throws MessagingException, IOException {
        if (one(20)) {
            MimeBodyPart encoded = new PreencodedMimeBodyPart("base64");
            encoded.setDataHandler(new DataHandler(new ByteArrayDataSource("YWJj", "image/gif")));
            return encoded;
        }
        MimeBodyPart part = new MimeBodyPart();
        fill(part, depth + 1);
        if (one(10)) {
            part.setHeader("X-Odd", oddField());
        }
        return part;
    }

    private String oddField() {
        return pick("folded\r\n here", "raw \u00fc\u20ac", "blank\r\n\r\nline", "bare\rCR", "", "ends\r\n");
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(one(100) ? 3000 : 12); i > 0; i--) {
            text.append(one(3) ? pick(PIECES) : "plain text\n");
        }
        return text.toString();
    }

    /** Often as many as make whole lines of base64. */
    private byte[] octets() {
        byte[] octets = new byte[one(2) ? 57 * random.nextInt(5) : random.nextInt(one(20) ? 20_000 : 300)];
        random.nextBytes(octets);
        return one(3) ? text().getBytes(StandardCharsets.UTF_8) : octets;
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    /** As Spring, Simple Java Mail and others have them. */
    private static final class Named extends MimeMessage {
        Named(Session session) {
            super(session);
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<own@x.test>");
        }
    }

    private static final class Rendered extends MimeMessage {
        Rendered(Session session) {
            super(session);
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
            out.write("X-First: 1\r\n".getBytes(StandardCharsets.US_ASCII));
            super.writeTo(out, ignored);
            out.write('.');
        }
    }

    private static final class Ended extends MimeMultipart {
        Ended(String type) {
            super(type);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException, MessagingException {
            super.writeTo(out);
            out.write("epilogue\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Writes in pieces of any length, octet by octet, and flushes where it likes. */
    private static final class Flushing extends DataHandler {
        private final byte[] octets;
        private final long seed;

        Flushing(byte[] octets, long seed) {
            super(new ByteArrayDataSource(octets, "application/x-flushing"));
            this.octets = octets;
            this.seed = seed;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Random random = new Random(seed);
            int from = 0;
            while (from < octets.length) {
                int length = Math.min(octets.length - from, random.nextInt(150));
                if (random.nextInt(4) == 0) {
                    out.write(octets[from]);
                    length = 1;
                } else {
                    out.write(octets, from, length);
                }
                from += length;
                if (random.nextInt(5) == 0) {
                    out.flush();
                }
            }
            if (random.nextInt(10) == 0) {
                out.close();
            }
        }
    }
}
