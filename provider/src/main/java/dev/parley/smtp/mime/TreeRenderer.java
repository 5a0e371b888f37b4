package dev.parley.smtp.mime;

import dev.parley.smtp.mime.MimeWriter.BodyKind;
import dev.parley.wire.Text;
import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Renders a message from its tree of parts, which is faster than parsing the output of its {@code writeTo}.
 *
 * <p>The octets are those of {@code writeTo}. Where that is not certain, because an object was parsed or its class
 * overrides what {@code writeTo} uses, the message or part is rendered by its own {@code writeTo}.
 */
final class TreeRenderer {
    /** A shorter text fits in the buffer, from which its header can be taken back. */
    private static final int LONGEST_UNSEARCHED = 32 * 1024;

    private final MimeWriter writer;
    private final StreamProvider encoders;
    private BodyStream body; // null: not used yet

    /** @param encoders the Session's; must be {@linkplain #supports supported} */
    TreeRenderer(MimeWriter writer, StreamProvider encoders) {
        this.writer = writer;
        this.encoders = encoders;
    }

    /** Returns whether the encoders are Angus Mail's, whose output is known. */
    static boolean supports(StreamProvider encoders) {
        return encoders.getClass().getName().equals("org.eclipse.angus.mail.util.MailStreamProvider");
    }

    /** @param omittedFields null: none */
    void write(MimeMessage message, String[] omittedFields) throws IOException, MessagingException {
        boolean composed = StandardTypes.isStandard(message) && !isParsed(message.getDataHandler());
        MimeHeader header = writer.header();
        if (!composed
                || !HeaderCapture.of(message, omittedFields, header)
                || header.signature() != null
                || !writeTree(message, header)) {
            MimeParser.convert(message, omittedFields, writer);
        }
    }

    private void write(BodyPart part) throws IOException, MessagingException {
        MimeHeader header = writer.header();
        if (part instanceof MimeBodyPart mime
                && StandardTypes.isStandard(mime)
                && HeaderCapture.of(mime, header)
                && writeTree(mime, header)) {
            return;
        }
        MimeParser.convert(part, writer);
    }

    /** @return false when nothing was written, because the octets of {@code writeTo} are not certain */
    private boolean writeTree(MimePart part, MimeHeader header) throws IOException, MessagingException {
        DataHandler data = part.getDataHandler();
        BodyKind kind = writer.bodyKind(header);
        if (kind == BodyKind.DISCRETE) {
            return writeDiscrete(part, header, data);
        }
        return kind == BodyKind.MULTIPART ? writeMultipart(header, data) : writeAttached(header, data);
    }

    private boolean writeDiscrete(MimePart part, MimeHeader header, DataHandler data)
            throws IOException, MessagingException {
        String label = part.getEncoding();
        String encoding = label == null ? "" : label.toLowerCase(Locale.ROOT);
        boolean identity = encoding.isEmpty() || MimeHeader.isIdentity(encoding);
        if (isParsed(data) || !identity && isComposite(part)) {
            return false;
        }
        writer.writeHeader(header);
        body = body == null ? new BodyStream(writer) : body;
        OutputStream encoder = identity ? body : encoder(encoding);
        if (!writeText(data, encoder, identity)) {
            data.writeTo(encoder);
        }
        encoder.flush();
        return true;
    }

    /**
     * Writes a string as Angus Mail's text handlers do, which write single bytes.
     *
     * @param identity whether the part is not encoded
     * @return false when nothing was written, because the content is not a string in a supported charset
     */
    private boolean writeText(DataHandler data, OutputStream out, boolean identity) throws IOException {
        if (!AngusHandler.PLAIN_TEXT.writes(data) && !AngusHandler.HTML.writes(data)) {
            return false;
        }
        Charset charset = charset(data.getContentType());
        if (charset == null || !(data.getContent() instanceof String text)) {
            return false;
        }
        if (identity
                && text.length() > LONGEST_UNSEARCHED
                && TextEncoder.hasLongLine(text, charset, LongestLine.LIMIT)) {
            writer.expectLongLine();
        }
        TextEncoder.write(text, charset, out);
        return true;
    }

    /**
     * The charset of the content; US-ASCII where the DataHandler's type has none, whatever the part's header contains.
     *
     * @return null: a charset in which text cannot be encoded piece by piece, with question marks for what is missing
     */
    private static Charset charset(String type) {
        try {
            String name = new ContentType(type).getParameter("charset");
            Charset charset = Charset.forName(MimeUtility.javaCharset(name == null ? "us-ascii" : name));
            boolean supported = charset.equals(StandardCharsets.UTF_8)
                    || charset.equals(StandardCharsets.US_ASCII)
                    || charset.equals(StandardCharsets.ISO_8859_1);
            return supported ? charset : null;
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    private OutputStream encoder(String encoding) throws MessagingException {
        return switch (encoding) {
            case "base64" -> Base64Stream.wrap(body);
            case "quoted-printable" -> encoders.outputQP(body);
            default -> MimeUtility.encode(body, encoding);
        };
    }

    private boolean writeMultipart(MimeHeader header, DataHandler data) throws IOException, MessagingException {
        ContentType type = header.contentType();
        if (type.match(OpenMultiparts.SIGNED)
                || !AngusHandler.MULTIPART.writes(data)
                || !(data.getContent() instanceof MimeMultipart parts)
                || !StandardTypes.isStandard(parts)) {
            return false;
        }
        int count = parts.getCount();
        String boundary = new ContentType(parts.getContentType()).getParameter("boundary");
        String preamble = parts.getPreamble();
        boolean sameBoundary = type.getParameter("boundary").equals(boundary);
        if (count == 0 || !sameBoundary || !Text.isAscii(boundary) || preamble != null && !Text.isAscii(preamble)) {
            return false;
        }
        writer.writeHeader(header);
        if (preamble != null && !preamble.isEmpty()) {
            writePreamble(preamble);
        }
        writeParts(parts, count);
        return true;
    }

    private void writePreamble(String preamble) throws IOException {
        boolean ended = preamble.endsWith("\r") || preamble.endsWith("\n");
        byte[] octets = ascii(ended ? preamble : preamble + "\r\n");
        writer.writeBody(octets, 0, octets.length);
    }

    /** A failure has the message that Angus Mail's handler of multiparts gives it. */
    private void writeParts(MimeMultipart parts, int count) throws IOException {
        OpenMultiparts.Multipart multipart = writer.multiparts().innermost();
        String line = multipart.delimiter();
        try {
            for (int i = 0; i < count; i++) {
                String delimiter = i == 0 ? line + "\r\n" : "\r\n" + line + "\r\n";
                writeDelimiter(delimiter, new OpenMultiparts.Delimiter(multipart, false));
                write(parts.getBodyPart(i));
            }
        } catch (MessagingException e) {
            throw new IOException("Exception writing Multipart", e);
        }
        writeDelimiter("\r\n" + line + "--\r\n", new OpenMultiparts.Delimiter(multipart, true));
    }

    private void writeDelimiter(String text, OpenMultiparts.Delimiter delimiter) throws IOException {
        byte[] octets = ascii(text);
        writer.writeDelimiter(octets, octets.length, delimiter);
    }

    /** A failure has the message that Angus Mail's handler of messages gives it. */
    private boolean writeAttached(MimeHeader header, DataHandler data) throws IOException {
        try {
            if (!AngusHandler.MESSAGE.writes(data) || !(data.getContent() instanceof MimeMessage attached)) {
                return false;
            }
            writer.writeHeader(header);
            write(attached, null);
            return true;
        } catch (MessagingException e) {
            throw new IOException("Exception writing message", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Jakarta Mail's DataHandler for a parsed body is a class nested in MimeBodyPart. */
    static boolean isParsed(DataHandler data) {
        return data != null && data.getClass().getEnclosingClass() == MimeBodyPart.class;
    }

    /** Whether Jakarta Mail encodes a multipart or message depends on settings. */
    private static boolean isComposite(MimePart part) throws MessagingException {
        try {
            ContentType type = new ContentType(part.getContentType());
            return type.match("multipart/*") || type.match("message/*");
        } catch (ParseException e) {
            return false;
        }
    }

    /** The body of a discrete part. Single bytes are gathered until the stream is flushed. */
    private static final class BodyStream extends OutputStream {
        private static final int GATHERED = 2048;

        private final MimeWriter writer;
        private byte[] gathered = {};
        private int length;

        BodyStream(MimeWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int octet) throws IOException {
            if (gathered.length == 0) {
                gathered = new byte[GATHERED];
            } else if (length == gathered.length) {
                flush();
            }
            gathered[length++] = (byte) octet;
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            flush();
            writer.writeBody(source, offset, count);
        }

        @Override
        public void flush() throws IOException {
            int ready = length;
            length = 0;
            if (ready > 0) {
                writer.writeBody(gathered, 0, ready);
            }
        }
    }
}
