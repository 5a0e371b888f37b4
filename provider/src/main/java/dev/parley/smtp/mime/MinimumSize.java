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
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * The size that a message has at least, where the length of every leaf is known before it is rendered: of a file, of
 * octets and text in memory, of what has been parsed. Line ends that become longer are not counted, nor is what may be
 * re-encoded.
 */
final class MinimumSize {
    private MinimumSize() {}

    static OptionalLong of(MimeMessage message) {
        try {
            return StandardTypes.isPlain(message) ? part(message) : OptionalLong.empty();
        } catch (MessagingException | IOException | RuntimeException e) {
            // Rendering it will say why.
            return OptionalLong.empty();
        }
    }

    private static OptionalLong part(MimePart part) throws MessagingException, IOException {
        OptionalLong body = content(part);
        return body.isPresent() ? OptionalLong.of(header(part) + body.getAsLong()) : body;
    }

    private static long header(MimePart part) throws MessagingException {
        long octets = 2;
        for (String line : Collections.list(part.getAllHeaderLines())) {
            octets += isSent(line) ? line.length() + 2 : 0;
        }
        return octets;
    }

    private static boolean isSent(String line) {
        return MessageContent.NEVER_SENT.stream()
                .noneMatch(name -> line.regionMatches(true, 0, name, 0, name.length()));
    }

    private static OptionalLong content(MimePart part) throws MessagingException, IOException {
        DataHandler data = part.getDataHandler();
        if (TreeRenderer.isParsed(data)) {
            return part.getSize() > 0 ? OptionalLong.of(part.getSize()) : OptionalLong.empty();
        } else if (AngusHandler.MULTIPART.writes(data) && data.getContent() instanceof MimeMultipart parts) {
            return parts(parts);
        } else if (AngusHandler.MESSAGE.writes(data) && data.getContent() instanceof MimeMessage attached) {
            return of(attached);
        }
        OptionalLong octets = octets(data);
        return octets.isPresent() ? encoded(octets.getAsLong(), part.getEncoding()) : octets;
    }

    private static OptionalLong parts(MimeMultipart parts) throws MessagingException, IOException {
        long sum = 0;
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            OptionalLong size = part instanceof MimeBodyPart mime && StandardTypes.isPlain(mime)
                    ? part(mime)
                    : OptionalLong.empty();
            if (size.isEmpty()) {
                return size;
            }
            sum += size.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** Known of these classes themselves, not of what an application made of them. */
    private static OptionalLong octets(DataHandler data) throws IOException {
        if (AngusHandler.PLAIN_TEXT.writes(data) || AngusHandler.HTML.writes(data)) {
            return data.getContent() instanceof String text ? OptionalLong.of(text.length()) : OptionalLong.empty();
        }
        DataSource source = data.getDataSource();
        if (source.getClass() == FileDataSource.class) {
            return OptionalLong.of(((FileDataSource) source).getFile().length());
        } else if (source.getClass() == ByteArrayDataSource.class) {
            return OptionalLong.of(source.getInputStream().available());
        }
        return OptionalLong.empty();
    }

    private static OptionalLong encoded(long octets, String encoding) {
        if (encoding == null || List.of("7bit", "8bit", "binary").contains(encoding)) {
            return OptionalLong.of(octets);
        } else if (!encoding.equalsIgnoreCase("base64")) {
            return OptionalLong.empty();
        }
        long characters = (octets + 2) / 3 * 4;
        return OptionalLong.of(characters + characters / 76 * 2);
    }
}
