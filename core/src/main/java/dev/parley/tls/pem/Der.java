package dev.parley.tls.pem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Reads and writes the elements of DER (X.690 s8.1), as far as private keys need them. */
final class Der {
    static final int INTEGER = 2;
    static final int OCTET_STRING = 4;
    static final int OBJECT_IDENTIFIER = 6;
    static final int SEQUENCE = 0x30;

    private static final int LONGEST_LENGTH = 3; // bytes

    private final byte[] data;
    private int at;

    Der(byte[] data) {
        this.data = data;
    }

    /** Whether the next element has this tag. */
    boolean isNext(int tag) {
        return at < data.length && (data[at] & 0xff) == tag;
    }

    boolean isAtEnd() {
        return at == data.length;
    }

    /** The elements within the next element. */
    Der sequence() throws IOException {
        return new Der(next(SEQUENCE));
    }

    /** The content of the next element, which must have this tag. */
    byte[] next(int tag) throws IOException {
        if (!isNext(tag)) {
            throw new IOException("another element is expected");
        }
        return next();
    }

    /** The content of the next element. */
    byte[] next() throws IOException {
        int start = at + 2;
        if (start > data.length) {
            throw tooShort();
        }
        int length = data[at + 1] & 0xff;
        if (length > 0x7f) {
            int octets = length & 0x7f;
            if (octets > LONGEST_LENGTH || octets > data.length - start) {
                throw tooShort();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | data[start + i] & 0xff;
            }
            start += octets;
        }
        if (length > data.length - start) {
            throw tooShort();
        }
        at = start + length;
        return Arrays.copyOfRange(data, start, at);
    }

    private static IOException tooShort() {
        return new IOException("an element is incomplete");
    }

    /** An element with this content. */
    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (length > 0xffff) {
            element.write(0x83);
            element.write(length >> 16);
            element.write(length >> 8);
        } else if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
