package dev.parley.smtp.mime;

import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.trace.Trace;
import dev.parley.wire.CrlfStream;
import dev.parley.wire.Octets;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/**
 * A discrete part that is not encoded, and is sent in quoted-printable or base64 if its body requires it: if it holds an
 * octet above 127 and the server carries only ASCII, or if a line is too long. Otherwise it is sent unchanged. If the body
 * is too long to be held, its label decides whether it is ASCII.
 */
final class EncodedPart extends HeldPart {
    private static final String NO_8BITMIME = "the server does not offer 8BITMIME";

    /** Quoted-printable has three octets for each that it encodes, base64 four for each three: the sizes are equal at 1/6. */
    private static final int MOST_QUOTED = 6;

    private final boolean eightBitAllowed;
    private String longLine; // the place of a line over the limit; null: there is none
    private boolean eightBit;
    private OutputStream encoder; // null: the body is not encoded

    private EncodedPart(OutputStream out, MimeHeader header, Trace trace, boolean eightBitAllowed) {
        super(out, header, trace);
        this.eightBitAllowed = eightBitAllowed;
    }

    /** A part that is encoded if its body requires it. */
    static HeldPart ifRequired(OutputStream out, MimeHeader header, Trace trace, TransferCapabilities capabilities) {
        return new EncodedPart(out, header, trace, capabilities.eightBit());
    }

    /** A part that is encoded whatever its body holds. */
    static HeldPart always(OutputStream out, MimeHeader header, Trace trace, String because) throws IOException {
        EncodedPart part = new EncodedPart(out, header, trace, false);
        part.encode(because);
        return part;
    }

    @Override
    void write(byte[] source, int offset, int length) throws IOException {
        boolean ascii = Octets.areAscii(source, offset, offset + length);
        eightBit |= !ascii;
        if (encoder == null && !ascii && !eightBitAllowed) {
            encode(NO_8BITMIME);
        }
        writeBody(source, offset, length);
        if (held.size() <= LIMIT) {
            return;
        } else if (longLine != null) {
            encodeLongLines();
        } else if (eightBitAllowed || header.encoding().equals("7bit")) {
            release(header.octets(), out);
        } else {
            // Octets above 127 may follow. A body that turns out to be ASCII reads the same when it is encoded.
            encode(NO_8BITMIME);
        }
    }

    /** The body is held to its end or to the limit before the encoding is chosen. */
    @Override
    boolean shortenLines(String place, int column) {
        longLine = place;
        return isHeld() || encoder != null;
    }

    @Override
    boolean isEightBit() {
        return eightBit && encoder == null && longLine == null;
    }

    private void encode(String because) throws IOException {
        ContentType type = header.contentType();
        if (!isHeld()) {
            throw new UnsendableException(because + ", and the " + type.getBaseType() + " part with the encoding "
                    + header.encoding() + " contains 8-bit octets after " + LIMIT + " others");
        }
        String encoding = isText() && hasAsciiLineEnds() ? "quoted-printable" : "base64";
        traceEncoding(encoding, because);
        encoder = encoder(encoding);
        release(header.octetsWithEncoding(encoding), encoder);
    }

    private void encodeLongLines() throws IOException {
        boolean text = isText() && hasAsciiLineEnds();
        String encoding = text && isReadable(held.toByteArray()) ? "quoted-printable" : "base64";
        traceEncoding(encoding, longLine, LineBreaker.REASON);
        encoder = encoder(encoding);
        // The line ends of an encoded text are CRLF: RFC 2045 s6.8. Quoted-printable has them in any case.
        release(header.octetsWithEncoding(encoding), text ? CrlfStream.withoutStuffing(encoder) : encoder);
    }

    private boolean isText() {
        return header.contentType().getPrimaryType().equalsIgnoreCase("text");
    }

    /** Returns whether quoted-printable is not longer than base64. */
    private static boolean isReadable(byte[] text) {
        int length = Math.min(text.length, LIMIT);
        int quoted = 0;
        for (int i = 0; i < length; i++) {
            byte octet = text[i];
            boolean blank = octet == '\t' || octet == '\r' || octet == '\n';
            boolean plain = blank || octet >= ' ' && octet != 0x7f && octet != '=';
            quoted += plain ? 0 : 1;
        }
        return quoted <= length / MOST_QUOTED;
    }

    @Override
    void finish() throws IOException {
        if (isHeld() && longLine != null) {
            encodeLongLines();
        } else if (isHeld()) {
            release(header.octets(), out);
        }
        if (encoder != null) {
            encoder.close();
        }
    }

    private OutputStream encoder(String encoding) throws IOException {
        if (encoding.equals("base64")) {
            return Base64.getMimeEncoder().wrap(new Unclosed(out));
        }
        try {
            return MimeUtility.encode(new SoftLines(out), encoding);
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** An encoder writes its last octets when it is closed; the stream below stays open. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
        }

        @Override
        public void close() {
            // The next part follows on the same stream.
        }
    }

    /** Escapes a hyphen after a soft line break: two hyphens could begin a delimiter (RFC 2046 s5.1.1). */
    private static final class SoftLines extends FilterOutputStream {
        private static final byte[] ESCAPED_HYPHEN = {'=', '2', 'D'};

        private int beforeLineEnd; // the last octet that is not part of a line end
        private boolean atSoftLine;

        SoftLines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            if (octet == '-' && atSoftLine) {
                out.write(ESCAPED_HYPHEN);
            } else {
                out.write(octet);
            }
            atSoftLine = octet == '\n' && beforeLineEnd == '=';
            if (octet != '\r' && octet != '\n') {
                beforeLineEnd = octet;
            }
        }

        @Override
        public void close() {
            // The next part follows on the same stream.
        }
    }
}
