package dev.parley.smtp.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text part in quoted-printable or base64, for a server that carries 8 bits. It is kept until it ends, and goes out as
 * 8bit where RFC 2045 s2.8 allows it; or as it is, where that does not, or it grows too long to keep.
 */
final class DecodedPart extends HeldPart {
    private static final int HELD = 256 * 1024;
    private static final int LONGEST_LINE = 998;

    private final OutputStream out;
    private final MimeHeader header;
    private final Runnable unpacks;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean released;

    /** @param unpacks told when the part goes out as 8bit */
    DecodedPart(OutputStream out, MimeHeader header, Runnable unpacks) {
        this.out = out;
        this.header = header;
        this.unpacks = unpacks;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (!released && held.size() + length > HELD) {
            release();
        }
        if (released) {
            out.write(source, offset, length);
        } else {
            held.write(source, offset, length);
        }
    }

    @Override
    void finish() throws IOException {
        Optional<byte[]> text = released ? Optional.empty() : decoded().filter(this::fits);
        if (text.isPresent()) {
            unpacks.run();
            out.write(header.octetsWithEncoding("8bit"));
            out.write(text.get());
        } else if (!released) {
            release();
        }
    }

    private void release() throws IOException {
        released = true;
        out.write(header.octets());
        held.writeTo(out);
    }

    /** What is not well encoded stays as it is. */
    private Optional<byte[]> decoded() {
        try {
            return Optional.of(MimeUtility.decode(new ByteArrayInputStream(held.toByteArray()), header.encoding())
                    .readAllBytes());
        } catch (MessagingException | IOException e) {
            return Optional.empty();
        }
    }

    /** ASCII gains nothing by it. */
    private boolean fits(byte[] text) {
        boolean eightBit = false;
        int line = 0;
        for (int i = 0; i < text.length; i++) {
            boolean ends = text[i] == '\n';
            boolean bareCr = text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n');
            line = ends ? 0 : line + 1;
            if (text[i] == 0 || bareCr || line > LONGEST_LINE && text[i] != '\r') {
                return false;
            }
            eightBit |= text[i] < 0;
        }
        return eightBit && hasLines(header.contentType());
    }

    /** UTF-16 has line ends of its own, which a server would take for others. */
    private static boolean hasLines(ContentType type) {
        try {
            String charset = Optional.ofNullable(type.getParameter("charset")).orElse("us-ascii");
            byte[] lineEnd = "\r\n".getBytes(Charset.forName(MimeUtility.javaCharset(charset)));
            return Arrays.equals(lineEnd, "\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
