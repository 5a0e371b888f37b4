package dev.parley.smtp.mime;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.util.Enumeration;

/**
 * Estimates the size of a message before it is rendered, as a lower bound.
 *
 * <p>It is known where the length of every discrete body is: files, byte arrays and strings, and parsed bodies. Longer
 * line ends and re-encoded bodies are not taken into account.
 */
final class MinimumSize {
    static final long UNKNOWN = -1;

    private MinimumSize() {}

    static long of(MimeMessage message) {
        try {
            return StandardTypes.isStandard(message) ? ofPart(message) : UNKNOWN;
        } catch (MessagingException | IOException | RuntimeException e) {
            // The same failure is reported when the message is rendered.
            return UNKNOWN;
        }
    }

    private static long ofPart(MimePart part) throws MessagingException, IOException {
        long body = ofBody(part);
        return body == UNKNOWN ? UNKNOWN : ofHeader(part) + body;
    }

    private static long ofHeader(MimePart part) throws MessagingException {
        long octets = 2;
        Enumeration<String> lines = part.getAllHeaderLines();
        while (lines.hasMoreElements()) {
            String line = lines.nextElement();
            octets += isOmitted(line) ? 0 : line.length() + 2;
        }
        return octets;
    }

    private static boolean isOmitted(String line) {
        for (String field : MimeHeader.OMITTED_FIELDS) {
            if (line.regionMatches(true, 0, field, 0, field.length())) {
                return true;
            }
        }
        return false;
    }

    private static long ofBody(MimePart part) throws MessagingException, IOException {
        DataHandler data = part.getDataHandler();
        if (TreeRenderer.isParsed(data)) {
            return part.getSize() > 0 ? part.getSize() : UNKNOWN;
        } else if (AngusHandler.MULTIPART.writes(data) && data.getContent() instanceof MimeMultipart parts) {
            return ofParts(parts);
        } else if (AngusHandler.MESSAGE.writes(data) && data.getContent() instanceof MimeMessage attached) {
            return of(attached);
        }
        return encoded(ofContent(data), part.getEncoding());
    }

    private static long ofParts(MimeMultipart parts) throws MessagingException, IOException {
        long sum = 0;
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            long size = part instanceof MimeBodyPart mime && StandardTypes.isStandard(mime) ? ofPart(mime) : UNKNOWN;
            if (size == UNKNOWN) {
                return UNKNOWN;
            }
            sum += size;
        }
        return sum;
    }

    /** Subclasses of these DataSources may return another content. */
    private static long ofContent(DataHandler data) throws IOException {
        if (AngusHandler.PLAIN_TEXT.writes(data) || AngusHandler.HTML.writes(data)) {
            return data.getContent() instanceof String text ? text.length() : UNKNOWN;
        }
        DataSource source = data.getDataSource();
        if (source.getClass() == FileDataSource.class) {
            return ((FileDataSource) source).getFile().length();
        } else if (source.getClass() == ByteArrayDataSource.class) {
            return source.getInputStream().available();
        }
        return UNKNOWN;
    }

    /** @param encoding null: none */
    private static long encoded(long octets, String encoding) {
        if (octets == UNKNOWN || encoding == null || MimeHeader.isIdentity(encoding)) {
            return octets;
        } else if (!encoding.equalsIgnoreCase("base64")) {
            return UNKNOWN;
        }
        long characters = (octets + 2) / 3 * 4;
        return characters + characters / 76 * 2;
    }
}
