package dev.parley.smtp.mime;

import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A text part in quoted-printable or base64 for a server that carries 8 bits: sent as 8bit if RFC 2045 s2.8 allows it and
 * no line would be a delimiter, otherwise, or if the body is too long to be held, unchanged.
 */
final class DecodedPart extends HeldPart {
    private final String because;
    private final OpenMultiparts multiparts;
    private boolean eightBit;
    private String longLine; // the place of a line over the limit; null: there is none

    private DecodedPart(OutputStream out, MimeHeader header, Trace trace, String because, OpenMultiparts multiparts) {
        super(out, header, trace);
        this.because = because;
        this.multiparts = multiparts;
    }

    /**
     * @param because the property or option that requests decoding
     * @param multiparts whose delimiters the text must not contain
     */
    static HeldPart ifPossible(
            OutputStream out, MimeHeader header, Trace trace, String because, OpenMultiparts multiparts) {
        return new DecodedPart(out, header, trace, because, multiparts);
    }

    @Override
    void write(byte[] source, int offset, int length) throws IOException {
        if (isHeld() && held.size() + length > LIMIT) {
            releaseUnchanged();
        }
        writeBody(source, offset, length);
    }

    @Override
    void finish() throws IOException {
        if (!isHeld()) {
            return;
        }
        byte[] text = decoded();
        eightBit = text != null && isEightBitText(text) && hasAsciiLineEnds() && !multiparts.occurIn(text);
        if (eightBit) {
            traceEncoding("8bit", because);
            out.write(header.octetsWithEncoding("8bit"));
            out.write(text);
        } else {
            releaseUnchanged();
        }
    }

    @Override
    boolean shortenLines(String place, int column) {
        longLine = place;
        if (!isHeld()) {
            redirect(breakingLines(column));
        }
        return true;
    }

    private void releaseUnchanged() throws IOException {
        release(header.octets(), longLine == null ? out : breakingLines(0));
    }

    private OutputStream breakingLines(int column) {
        traceEncoding(LineBreaker.DECISION, longLine, LineBreaker.REASON);
        return LineBreaker.of(header.encoding(), out, column);
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
            if (text[i] == 0 || bareCr || lineLength > LongestLine.LIMIT && text[i] != '\r') {
                return false;
            }
            eightBit |= text[i] < 0;
        }
        return eightBit;
    }
}
