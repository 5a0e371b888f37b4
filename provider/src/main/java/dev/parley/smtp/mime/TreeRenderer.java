package dev.parley.smtp.mime;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message rendered from its tree, where that gives the octets of {@code writeTo}: of what was composed of Jakarta
 * Mail's classes and not parsed. Each other part in it is rendered by its own {@code writeTo} and read.
 */
final class TreeRenderer {
    private static final List<String> IDENTITIES = List.of("", "7bit", "8bit", "binary");

    private final MimeWriter writer;
    private final StreamProvider encoders;
    private final BodyStream body;

    private interface Rendering {
        void writeTo(OutputStream out) throws IOException, MessagingException;
    }

    /** @param encoders the Session's */
    TreeRenderer(MimeWriter writer, StreamProvider encoders) {
        this.writer = writer;
        this.encoders = encoders;
        this.body = new BodyStream(writer);
    }

    /** Whether the encoders are Angus Mail's, whose octets are known. */
    static boolean knows(StreamProvider encoders) {
        return encoders.getClass().getName().equals("org.eclipse.angus.mail.util.MailStreamProvider");
    }

    void write(MimeMessage message, String[] neverSent) throws IOException, MessagingException {
        Optional<MimeHeader> header =
                StandardTypes.isPlain(message) ? HeaderCapture.of(message, neverSent) : Optional.empty();
        boolean written = header.isPresent() && !header.get().has("DKIM-Signature") && fromTree(message, header.get());
        if (!written) {
            read(true, out -> message.writeTo(out, neverSent));
        }
    }

    private void write(BodyPart part) throws IOException, MessagingException {
        Optional<MimeHeader> header = Optional.empty();
        if (part instanceof MimeBodyPart plain && StandardTypes.isPlain(plain)) {
            header = HeaderCapture.of(plain);
        }
        if (header.isEmpty() || !fromTree((MimePart) part, header.get())) {
            read(false, part::writeTo);
        }
    }

    private void read(boolean message, Rendering rendering) throws IOException, MessagingException {
        MimeParser stream = new MimeParser(writer, message);
        rendering.writeTo(stream);
        stream.finish();
    }

    /** @return false where nothing has been written, since the octets would not be certain */
    private boolean fromTree(MimePart part, MimeHeader header) throws IOException, MessagingException {
        DataHandler data = part.getDataHandler();
        return switch (writer.kind(header)) {
            case LEAF -> leaf(part, header, data);
            case MULTIPART -> multipart(header, data);
            case MESSAGE -> message(header, data);
        };
    }

    private boolean leaf(MimePart part, MimeHeader header, DataHandler data) throws IOException, MessagingException {
        String encoding = Optional.ofNullable(part.getEncoding()).orElse("").toLowerCase(Locale.ROOT);
        if (isParsed(data) || !IDENTITIES.contains(encoding) && isComposite(part)) {
            return false;
        }
        writer.header(header);
        OutputStream encoder = encoder(encoding);
        if (!TextWriter.write(data, encoder)) {
            data.writeTo(encoder);
        }
        encoder.flush();
        return true;
    }

    private OutputStream encoder(String encoding) throws MessagingException {
        return switch (encoding) {
            case "", "7bit", "8bit", "binary" -> body;
            case "base64" -> new Base64Stream(body);
            case "quoted-printable" -> encoders.outputQP(body);
            default -> MimeUtility.encode(body, encoding);
        };
    }

    private boolean multipart(MimeHeader header, DataHandler data) throws IOException, MessagingException {
        if (header.contentType().match("multipart/signed")
                || !AngusHandler.MULTIPART.writes(data)
                || !(data.getContent() instanceof MimeMultipart parts)
                || !StandardTypes.isPlain(parts)) {
            return false;
        }
        int count = parts.getCount();
        String boundary = new ContentType(parts.getContentType()).getParameter("boundary");
        String preamble = Optional.ofNullable(parts.getPreamble()).orElse("");
        boolean same = header.contentType().getParameter("boundary").equals(boundary);
        if (count == 0 || !same || !Text.isAscii(boundary + preamble)) {
            return false;
        }
        writer.header(header);
        preamble(preamble);
        parts(parts, count, boundary);
        return true;
    }

    private void preamble(String preamble) throws IOException {
        if (!preamble.isEmpty()) {
            boolean ended = preamble.endsWith("\r") || preamble.endsWith("\n");
            byte[] octets = octets(ended ? preamble : preamble + "\r\n");
            writer.body(octets, 0, octets.length);
        }
    }

    /** The handler of multiparts has its own words for what fails in it. */
    private void parts(MimeMultipart parts, int count, String boundary) throws IOException {
        OpenMultiparts.Multipart opened = writer.multiparts().innermost();
        try {
            for (int i = 0; i < count; i++) {
                delimiter(i == 0 ? "" : "\r\n", "--" + boundary, new OpenMultiparts.Delimiter(opened, false));
                write(parts.getBodyPart(i));
            }
        } catch (MessagingException e) {
            throw new IOException("Exception writing Multipart", e);
        }
        delimiter("\r\n", "--" + boundary + "--", new OpenMultiparts.Delimiter(opened, true));
    }

    private void delimiter(String before, String line, OpenMultiparts.Delimiter delimiter) throws IOException {
        byte[] octets = octets(before + line + "\r\n");
        writer.delimiter(octets, octets.length, delimiter);
    }

    private boolean message(MimeHeader header, DataHandler data) throws IOException {
        try {
            if (!AngusHandler.MESSAGE.writes(data) || !(data.getContent() instanceof MimeMessage attached)) {
                return false;
            }
            writer.header(header);
            write(attached, null);
            return true;
        } catch (MessagingException e) {
            throw new IOException("Exception writing message", e);
        }
    }

    private static byte[] octets(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Jakarta Mail's own DataHandler for what has been parsed is a class inside MimeBodyPart. */
    static boolean isParsed(DataHandler data) {
        return data.getClass().getEnclosingClass() == MimeBodyPart.class;
    }

    /** What is made of parts is not encoded, but for some settings. */
    private static boolean isComposite(MimePart part) throws MessagingException {
        try {
            ContentType type = new ContentType(part.getContentType());
            return type.match("multipart/*") || type.match("message/*");
        } catch (ParseException e) {
            return false;
        }
    }
}
