package dev.parley.smtp.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Base64 in lines of 76 characters (RFC 2045 s6.8), the same octets as Jakarta Mail's encoder: a flush pads what is
 * there and the line goes on, a line that is full is ended, a last one that is not is left open. Closing ends it and
 * closes nothing; what somebody writes behind that goes on in the column where the line was.
 */
public final class Base64Stream extends OutputStream {
    private static final int LINE = 76;
    private static final int LINE_OCTETS = LINE / 4 * 3;
    private static final int LINES = 100;
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Two characters for twelve bits. */
    private static final char[] PAIRS = new char[1 << 12];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (char) (ALPHABET[i & 0x3f] << 8 | ALPHABET[i >> 6]);
        }
    }

    private final OutputStream out;
    private final byte[] encoded = new byte[LINES * (LINE + 2)];
    private int length;
    private int column;
    private int unit;
    private int unitOctets;

    Base64Stream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        unit = unit << 8 | octet & 0xff;
        unitOctets++;
        if (unitOctets == 3) {
            makeRoom();
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
        while (end - from >= LINE_OCTETS) {
            makeRoom();
            for (int lineEnd = from + LINE_OCTETS; from < lineEnd; from += 3) {
                put((source[from] & 0xff) << 16 | (source[from + 1] & 0xff) << 8 | source[from + 2] & 0xff);
            }
            endLine();
        }
        while (from < end) {
            write(source[from++]);
        }
    }

    @Override
    public void flush() throws IOException {
        if (unitOctets > 0) {
            makeRoom();
            put(unit << 8 * (3 - unitOctets));
            encoded[length - 1] = '=';
            if (unitOctets == 1) {
                encoded[length - 2] = '=';
            }
            endUnit();
        }
        release();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        if (column > 0) {
            breakLine();
            release();
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

    /** For a line and its end. */
    private void makeRoom() throws IOException {
        if (encoded.length - length < LINE + 2) {
            release();
        }
    }

    private void release() throws IOException {
        int ready = length;
        length = 0;
        out.write(encoded, 0, ready);
    }
}
