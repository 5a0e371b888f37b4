package dev.parley.smtp.mime;

import dev.parley.smtp.connection.UnsendableException;
import dev.parley.wire.Octets;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/**
 * One part without parts of its own, on its way to a server that carries only ASCII. Its header is held back until the
 * body shows an octet above 127, and then names the encoding that the whole body gets; or until the body ends or grows
 * too long to hold, and then goes out as it is.
 */
final class EncodedPart extends HeldPart {
    private static final int HELD = 256 * 1024;

    private final OutputStream out;
    private final MimeHeader header;
    private final Recoding recoding;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private OutputStream body;
    private boolean encoded;

    EncodedPart(OutputStream out, MimeHeader header, Recoding recoding) {
        this.out = out;
        this.header = header;
        this.recoding = recoding;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (!encoded && !Octets.areAscii(source, offset, offset + length)) {
            encode("the server does not offer 8BITMIME");
        }
        if (body != null) {
            body.write(source, offset, length);
            return;
        }
        held.write(source, offset, length);
        if (held.size() > HELD) {
            release();
        }
    }

    /** Encodes the part, whatever it holds. */
    void encode(String because) throws IOException {
        String type = header.contentType().getBaseType();
        if (body != null) {
            throw new UnsendableException(because + ", and the " + type + " part labelled " + header.encoding()
                    + " turns out to hold 8-bit octets after " + HELD + " others");
        }
        boolean text = header.contentType().getPrimaryType().equalsIgnoreCase("text");
        String encoding = text ? "quoted-printable" : "base64";
        recoding.encodes(type, encoding, because);
        out.write(header.octetsWithEncoding(encoding));
        body = encoder(encoding);
        encoded = true;
        held.writeTo(body);
        held.reset();
    }

    @Override
    void finish() throws IOException {
        if (body == null) {
            out.write(header.octets());
            held.writeTo(out);
        } else if (encoded) {
            body.close();
        }
    }

    /** A part that is labelled 8bit, but too long to be sure of, is encoded: ASCII does not suffer by it. */
    private void release() throws IOException {
        if (!header.encoding().equals("7bit")) {
            encode("the server does not offer 8BITMIME");
            return;
        }
        out.write(header.octets());
        body = out;
        held.writeTo(body);
        held.reset();
    }

    private OutputStream encoder(String encoding) throws IOException {
        OutputStream open = new StaysOpen(out);
        if (encoding.equals("base64")) {
            return Base64.getMimeEncoder().wrap(open);
        }
        try {
            return MimeUtility.encode(open, encoding);
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** An encoder is closed so that it writes its rest; what is below goes on. */
    private static final class StaysOpen extends FilterOutputStream {
        StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
        }

        @Override
        public void close() {
            // What is below goes on.
        }
    }
}
