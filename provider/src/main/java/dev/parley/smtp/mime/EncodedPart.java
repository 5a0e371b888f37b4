package dev.parley.smtp.mime;

import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.trace.Trace;
import dev.parley.wire.Octets;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/**
 * A discrete part for a server that carries only ASCII: sent in quoted-printable or base64 if the body holds an octet
 * above 127, otherwise unchanged. If the body is too long to be held, its label decides.
 */
final class EncodedPart extends HeldPart {
    private static final String NO_8BITMIME = "the server does not offer 8BITMIME";

    private OutputStream encoder; // null: the body is not encoded

    private EncodedPart(OutputStream out, MimeHeader header, Trace trace) {
        super(out, header, trace);
    }

    /** A part that is encoded if its body requires it. */
    static HeldPart ifRequired(OutputStream out, MimeHeader header, Trace trace) {
        return new EncodedPart(out, header, trace);
    }

    /** A part that is encoded whatever its body holds. */
    static HeldPart always(OutputStream out, MimeHeader header, Trace trace, String because) throws IOException {
        EncodedPart part = new EncodedPart(out, header, trace);
        part.encode(because);
        return part;
    }

    @Override
    void write(byte[] source, int offset, int length) throws IOException {
        if (encoder == null && !Octets.areAscii(source, offset, offset + length)) {
            encode(NO_8BITMIME);
        }
        writeBody(source, offset, length);
        if (held.size() <= LIMIT) {
            return;
        } else if (header.encoding().equals("7bit")) {
            release(header.octets(), out);
        } else {
            // Octets above 127 may follow. A body that turns out to be ASCII reads the same when it is encoded.
            encode(NO_8BITMIME);
        }
    }

    private void encode(String because) throws IOException {
        ContentType type = header.contentType();
        if (!isHeld()) {
            throw new UnsendableException(because + ", and the " + type.getBaseType() + " part with the encoding "
                    + header.encoding() + " contains 8-bit octets after " + LIMIT + " others");
        }
        String encoding = type.getPrimaryType().equalsIgnoreCase("text") ? "quoted-printable" : "base64";
        traceEncoding(encoding, because);
        encoder = encoder(encoding);
        release(header.octetsWithEncoding(encoding), encoder);
    }

    @Override
    void finish() throws IOException {
        if (isHeld()) {
            release(header.octets(), out);
        } else if (encoder != null) {
            encoder.close();
        }
    }

    private OutputStream encoder(String encoding) throws IOException {
        OutputStream unclosed = new Unclosed(out);
        if (encoding.equals("base64")) {
            return Base64.getMimeEncoder().wrap(unclosed);
        }
        try {
            return MimeUtility.encode(unclosed, encoding);
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
}
