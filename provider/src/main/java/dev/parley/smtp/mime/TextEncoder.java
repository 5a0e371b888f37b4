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
    private static final int MOST_OCTETS = 3; // of a char in UTF-8
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

    /**
     * Returns whether a line has more than {@code most} octets, where CR and LF end a line. Of short lines only the ends are
     * read.
     *
     * @param charset must be supported
     */
    static boolean hasLongLine(String text, Charset charset, int most) {
        int fitting = charset.equals(StandardCharsets.UTF_8) ? most / MOST_OCTETS : most;
        int line = 0;
        while (text.length() - line > fitting) {
            int lineEnd = line + fitting;
            while (lineEnd >= line && !isLineEnd(text.charAt(lineEnd))) {
                lineEnd--;
            }
            if (lineEnd < line) {
                lineEnd = line + fitting;
                while (lineEnd < text.length() && lineEnd - line <= most && !isLineEnd(text.charAt(lineEnd))) {
                    lineEnd++;
                }
                if (text.substring(line, lineEnd).getBytes(charset).length > most) {
                    return true;
                }
            }
            line = lineEnd + 1;
        }
        return false;
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n';
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

    /**
     * Expands runs: eight octets up to 127 at a time, four octets above 127 at a time. Each step writes whole words, of
     * which the octets of the run count. Text with a run of umlauts in each line takes 0.2 of the time of a loop over
     * single octets, other text 0.4 to 0.9.
     */
    private int toUtf8(byte[] latin, int length) {
        if (utf8.length == 0) {
            utf8 = new byte[2 * latin.length + Long.BYTES];
        }
        int from = 0;
        int to = 0;
        while (from <= length - 2 * Long.BYTES) {
            long word = (long) WORD.get(latin, from);
            WORD.set(utf8, to, word);
            long high = word & HIGH_BITS;
            if (high == 0) {
                // A branch instead of an addition of the count: the next read does not wait for it.
                from += Long.BYTES;
                to += Long.BYTES;
                continue;
            }
            int ascii = Long.numberOfTrailingZeros(high) / Byte.SIZE;
            from += ascii;
            to += ascii;
            int low;
            do {
                int four = (int) (long) WORD.get(latin, from);
                WORD.set(utf8, to, twoOctetsEach(four));
                low = ~four & (int) HIGH_BITS;
                int count = low == 0 ? Integer.BYTES : Integer.numberOfTrailingZeros(low) / Byte.SIZE;
                from += count;
                to += 2 * count;
            } while (low == 0 && from <= length - Long.BYTES);
        }
        return toUtf8(latin, from, length, to);
    }

    /** The UTF-8 form of four octets above 127. */
    private static long twoOctetsEach(int four) {
        long unsigned = four & 0xffffffffL;
        long two = (unsigned | unsigned << 16) & 0x0000ffff0000ffffL;
        long one = (two | two << 8) & 0x00ff00ff00ff00ffL;
        return one >>> 6 & 0x0003000300030003L | (one & 0x003f003f003f003fL) << 8 | 0x80c080c080c080c0L;
    }

    /** Expands single octets. */
    private int toUtf8(byte[] latin, int from, int length, int target) {
        int to = target;
        for (int i = from; i < length; i++) {
            byte octet = latin[i];
            if (octet < 0) {
                utf8[to++] = (byte) (0xc0 | (octet & 0xff) >> 6);
                utf8[to++] = (byte) (0x80 | octet & 0x3f);
            } else {
                utf8[to++] = octet;
            }
        }
        return to;
    }
}
