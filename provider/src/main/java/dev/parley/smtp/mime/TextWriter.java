package dev.parley.smtp.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Text as Angus Mail's handlers encode it, but not octet by octet. */
final class TextWriter {
    /** In these a text can be encoded piece by piece, and what they do not have is a question mark. */
    private static final Set<Charset> KNOWN =
            Set.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8);

    private static final int PIECE = 16 * 1024;

    private TextWriter() {}

    /** @return false where nothing has been written, since it is not such text */
    static boolean write(DataHandler data, OutputStream out) throws IOException {
        if (!AngusHandler.PLAIN_TEXT.writes(data) && !AngusHandler.HTML.writes(data)) {
            return false;
        }
        Optional<Charset> charset = charset(data.getContentType()).filter(KNOWN::contains);
        if (charset.isEmpty() || !(data.getContent() instanceof String text)) {
            return false;
        }
        int from = 0;
        while (from < text.length()) {
            int end = end(text, from);
            out.write(octets(text.substring(from, end), charset.get()));
            from = end;
        }
        return true;
    }

    /** As many octets of UTF-8 as characters are the same in the others, and UTF-8 is the fastest. */
    private static byte[] octets(String piece, Charset charset) {
        byte[] octets = piece.getBytes(StandardCharsets.UTF_8);
        return octets.length == piece.length() ? octets : piece.getBytes(charset);
    }

    /** A piece does not end between the halves of a character. */
    private static int end(String text, int from) {
        int end = Math.min(text.length(), from + PIECE);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** Without one it is US-ASCII, whatever the part's header says. */
    private static Optional<Charset> charset(String type) {
        try {
            String charset = new ContentType(type).getParameter("charset");
            return Optional.of(Charset.forName(MimeUtility.javaCharset(charset == null ? "us-ascii" : charset)));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
