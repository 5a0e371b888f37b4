package dev.parley.smtp.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Writes strings in the charset that Angus Mail's text handlers use, but in large pieces instead of single bytes. */
final class TextWriter {
    private static final int PIECE = 16 * 1024;

    private TextWriter() {}

    /** @return false when nothing was written, because the content is not a string in a supported charset */
    static boolean write(DataHandler data, OutputStream out) throws IOException {
        if (!AngusHandler.PLAIN_TEXT.writes(data) && !AngusHandler.HTML.writes(data)) {
            return false;
        }
        Charset charset = charset(data.getContentType());
        if (charset == null || !(data.getContent() instanceof String text)) {
            return false;
        }
        int from = 0;
        while (from < text.length()) {
            int end = endOfPiece(text, from);
            out.write(encoded(text.substring(from, end), charset));
            from = end;
        }
        return true;
    }

    /** UTF-8 is the fastest: where it needs one byte a character, the other charsets give the same bytes. */
    private static byte[] encoded(String piece, Charset charset) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        return bytes.length == piece.length() ? bytes : piece.getBytes(charset);
    }

    /** A piece does not end within a surrogate pair. */
    private static int endOfPiece(String text, int from) {
        int end = Math.min(text.length(), from + PIECE);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
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
}
