package dev.parley.smtp.mime;

import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text part in quoted-printable or base64 for a server that carries 8 bits: sent as 8bit if RFC 2045 s2.8 allows it,
 * otherwise, or if the body is too long to be held, unchanged.
 */
final class DecodedPart extends HeldPart {
    private static final int LONGEST_LINE = 998;

    private final String because;
    private boolean eightBit;

    private DecodedPart(OutputStream out, MimeHeader header, Trace trace, String because) {
        super(out, header, trace);
        this.because = because;
    }

    /** @param because the property or option that requests decoding */
    static HeldPart ifPossible(OutputStream out, MimeHeader header, Trace trace, String because) {
        return new DecodedPart(out, header, trace, because);
    }

    @Override
    void write(byte[] source, int offset, int length) throws IOException {
        if (isHeld() && held.size() + length > LIMIT) {
            release(header.octets(), out);
        }
        writeBody(source, offset, length);
    }

    @Override
    void finish() throws IOException {
        if (!isHeld()) {
            return;
        }
        byte[] text = decoded();
        eightBit = text != null && isEightBitText(text) && hasAsciiLineEnds();
        if (eightBit) {
            traceEncoding("8bit", because);
            out.write(header.octetsWithEncoding("8bit"));
            out.write(text);
        } else {
            release(header.octets(), out);
        }
    }

    @Override
    boolean isEightBit() {
        return eightBit;
    }

    /** @return null: the body is not correctly encoded */
    private byte[] decoded() {
        try {
            return MimeUtility.decode(new ByteArrayInputStream(held.toByteArray()), header.encoding())
                    .readAllBytes();
        } catch (MessagingException | IOException e) {
            return null;
        }
    }

    /** Returns whether the text fits RFC 2045 s2.8 and holds octets above 127: decoded ASCII has no advantage. */
    private static boolean isEightBitText(byte[] text) {
        boolean eightBit = false;
        int lineLength = 0;
        for (int i = 0; i < text.length; i++) {
            boolean lineEnd = text[i] == '\n';
            boolean bareCr = text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n');
            lineLength = lineEnd ? 0 : lineLength + 1;
            if (text[i] == 0 || bareCr || lineLength > LONGEST_LINE && text[i] != '\r') {
                return false;
            }
            eightBit |= text[i] < 0;
        }
        return eightBit;
    }

    /** In UTF-16, for example, the octets CR and LF are not line ends. */
    private boolean hasAsciiLineEnds() {
        try {
            String name = header.contentType().getParameter("charset");
            Charset charset = Charset.forName(MimeUtility.javaCharset(name == null ? "us-ascii" : name));
            return Arrays.equals("\r\n".getBytes(charset), "\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
