package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes text piece by piece, in arrays that stay in the processor's cache, with the result of {@link String#getBytes}.
 *
 * <p>The JDK's encoder of ISO-8859-1 is vectorized. Most text is ASCII, whose octets are the same in every supported charset;
 * UTF-8 is made of the ISO-8859-1 octets, which is twice as fast as the JDK's encoder of UTF-8 where some characters are not
 * ASCII. Other pieces are encoded by the JDK.
 */
final class TextEncoder {
    private static final int PIECE = 8 * 1024;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Charset charset;
    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
    private final CharBuffer piece;
    private final ByteBuffer octets;
    private byte[] utf8 = {}; // created for the first piece that is not ASCII

    private TextEncoder(Charset charset, int size) {
        this.charset = charset;
        this.piece = CharBuffer.allocate(size);
        this.octets = ByteBuffer.allocate(size);
    }

    static void write(String text, Charset charset, OutputStream out) throws IOException {
        new TextEncoder(charset, Math.min(PIECE, text.length())).write(text, out);
    }

    private void write(String text, OutputStream out) throws IOException {
        int from = 0;
        while (from < text.length()) {
            int end = endOfPiece(text, from);
            writePiece(text, from, end, out);
            from = end;
        }
    }

    private void writePiece(String text, int from, int end, OutputStream out) throws IOException {
        int length = end - from;
        text.getChars(from, end, piece.array(), 0);
        latin1.reset().encode(piece.clear().limit(length), octets.clear(), false);
        byte[] encoded = octets.array();
        if (octets.position() == length && Octets.areAscii(encoded, 0, length)) {
            out.write(encoded, 0, length);
        } else if (octets.position() == length && charset.equals(StandardCharsets.UTF_8)) {
            int count = toUtf8(encoded, length);
            out.write(utf8, 0, count);
        } else {
            out.write(text.substring(from, end).getBytes(charset));
        }
    }

    /** A piece does not end within a surrogate pair. */
    private static int endOfPiece(String text, int from) {
        int end = Math.min(text.length(), from + PIECE);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** Copies eight octets at a time, of which those before the first above 127 count. */
    private int toUtf8(byte[] latin, int length) {
        if (utf8.length == 0) {
            utf8 = new byte[2 * latin.length + Long.BYTES];
        }
        int from = 0;
        int to = 0;
        while (from < length) {
            int ascii = 0;
            if (from <= length - Long.BYTES) {
                long word = (long) WORD.get(latin, from);
                WORD.set(utf8, to, word);
                ascii = Long.numberOfTrailingZeros(word & HIGH_BITS) / Byte.SIZE;
                from += ascii;
                to += ascii;
            }
            if (ascii < Long.BYTES) {
                byte octet = latin[from++];
                if (octet < 0) {
                    utf8[to++] = (byte) (0xc0 | (octet & 0xff) >> 6);
                    utf8[to++] = (byte) (0x80 | octet & 0x3f);
                } else {
                    utf8[to++] = octet;
                }
            }
        }
        return to;
    }
}
