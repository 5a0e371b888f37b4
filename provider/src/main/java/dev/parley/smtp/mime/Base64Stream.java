package dev.parley.smtp.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Encodes in base64, in lines of 76 characters (RFC 2045 s6.8), with the output of Jakarta Mail's encoder.
 *
 * <p>A flush pads an incomplete unit, and the line continues. A full line is ended, an incomplete last line only by
 * {@code close}, which does not close the stream below. Output after {@code close} starts in the column of that line.
 */
public final class Base64Stream extends OutputStream {
    private static final int LINE = 76;
    private static final int LINE_OCTETS = LINE / 4 * 3;
    private static final int LINES = 96;

    /** The JDK's encoder is vectorized, and six times as fast as the table; with fewer lines a call costs more than it saves. */
    private static final int BLOCK_LINES = 16;

    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The two characters for each value of twelve bits. */
    private static final char[] PAIRS = new char[1 << 12];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (char) (ALPHABET[i & 0x3f] << 8 | ALPHABET[i >> 6]);
        }
    }

    private final OutputStream out;
    private final byte[] encoded = new byte[LINES * (LINE + 2)];
    private byte[] block = {}; // created for the first long body
    private byte[] encodedBlock = {};
    private int length;
    private int column;
    private int unit; // up to three octets, which give four characters
    private int unitOctets;

    Base64Stream(OutputStream out) {
        this.out = out;
    }

    /** Returns the supertype, so that the caller can be verified without this class. */
    static OutputStream wrap(OutputStream out) {
        return new Base64Stream(out);
    }

    @Override
    public void write(int octet) throws IOException {
        unit = unit << 8 | octet & 0xff;
        unitOctets++;
        if (unitOctets == 3) {
            reserve(1);
            put(unit);
            endUnit();
        }
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int end = offset + count;
        int from = offset;
        while (from < end && (unitOctets > 0 || column > 0)) {
            write(source[from++]);
        }
        while (end - from >= BLOCK_LINES * LINE_OCTETS) {
            writeBlock(source, from);
            from += BLOCK_LINES * LINE_OCTETS;
        }
        while (end - from >= LINE_OCTETS) {
            reserve(1);
            for (int lineEnd = from + LINE_OCTETS; from < lineEnd; from += 3) {
                put((source[from] & 0xff) << 16 | (source[from + 1] & 0xff) << 8 | source[from + 2] & 0xff);
            }
            endLine();
        }
        while (from < end) {
            write(source[from++]);
        }
    }

    private void writeBlock(byte[] source, int from) throws IOException {
        if (block.length == 0) {
            block = new byte[BLOCK_LINES * LINE_OCTETS];
            encodedBlock = new byte[BLOCK_LINES * LINE];
        }
        System.arraycopy(source, from, block, 0, block.length);
        Base64.getEncoder().encode(block, encodedBlock);
        reserve(BLOCK_LINES);
        for (int line = 0; line < encodedBlock.length; line += LINE) {
            System.arraycopy(encodedBlock, line, encoded, length, LINE);
            length += LINE;
            breakLine();
        }
    }

    @Override
    public void flush() throws IOException {
        if (unitOctets > 0) {
            reserve(1);
            put(unit << 8 * (3 - unitOctets));
            encoded[length - 1] = '=';
            if (unitOctets == 1) {
                encoded[length - 2] = '=';
            }
            endUnit();
        }
        writeEncoded();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        if (column > 0) {
            breakLine();
            writeEncoded();
        }
    }

    private void put(int threeOctets) {
        FOUR.set(encoded, length, PAIRS[threeOctets >> 12] | PAIRS[threeOctets & 0xfff] << 16);
        length += 4;
    }

    private void endUnit() {
        unit = 0;
        unitOctets = 0;
        column += 4;
        if (column >= LINE) {
            endLine();
        }
    }

    private void endLine() {
        breakLine();
        column = 0;
    }

    private void breakLine() {
        encoded[length++] = '\r';
        encoded[length++] = '\n';
    }

    /** Makes room for lines and their line ends. */
    private void reserve(int lines) throws IOException {
        if (encoded.length - length < lines * (LINE + 2)) {
            writeEncoded();
        }
    }

    private void writeEncoded() throws IOException {
        int ready = length;
        length = 0;
        out.write(encoded, 0, ready);
    }
}
