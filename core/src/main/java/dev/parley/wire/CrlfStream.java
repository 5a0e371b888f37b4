package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes message content in the form of the wire: CR, LF and CRLF become CRLF (RFC 5321 s2.3.8), a dot at the start of a
 * line is doubled (dot-stuffing, s4.5.2), and the last line is terminated. Closing does not close the underlying stream.
 *
 * <p>Long runs that need no change are passed on without copying; short ones are buffered.
 */
public final class CrlfStream extends OutputStream {
    private static final int FIRST_BUFFER = 256;
    private static final int LARGEST_BUFFER = 2048;
    private static final int LONG_RUN = 512;

    private final OutputStream out;
    private final boolean stuffsDots;
    private byte[] buffer = {};
    private int length;
    private boolean lineStart = true;
    private boolean afterCr;
    private long octets;
    private long lines;
    private int stuffed;

    public CrlfStream(OutputStream out) {
        this(out, true);
    }

    private CrlfStream(OutputStream out, boolean stuffsDots) {
        this.out = out;
        this.stuffsDots = stuffsDots;
    }

    /** Without dot-stuffing, for content whose length is sent before it (BDAT, RFC 3030 s2). */
    public static CrlfStream withoutStuffing(OutputStream out) {
        return new CrlfStream(out, false);
    }

    /** The size of a whole content in the form of the wire, without added dots (RFC 1870 s5). */
    public static long sizeOf(byte[] content, int length) {
        long size = length;
        int at = 0;
        while ((at = Octets.indexOfLineEnd(content, at, length)) < length) {
            boolean whole = content[at] == '\r' && at + 1 < length && content[at + 1] == '\n';
            size += whole ? 0 : 1;
            at += whole ? 2 : 1;
        }
        boolean ended = length == 0 || content[length - 1] == '\r' || content[length - 1] == '\n';
        return ended ? size : size + 2;
    }

    @Override
    public void write(int value) throws IOException {
        byte octet = (byte) value;
        if (octet == '\n' && afterCr) {
            afterCr = false;
            return;
        }
        afterCr = octet == '\r';
        if (octet == '\r' || octet == '\n') {
            endLine();
            return;
        }
        stuffDot(octet);
        lineStart = false;
        buffer(octet);
        octets++;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int end = offset + count;
        int from = afterCr && count > 0 && source[offset] == '\n' ? offset + 1 : offset;
        afterCr = afterCr && count == 0;
        int at = from;
        while (at < end) {
            if (lineStart && stuffsDots && source[at] == '.') {
                pass(source, from, at);
                from = at;
                stuffDot(source[at]);
            }
            int lineEnd = Octets.indexOfLineEnd(source, at, end);
            lineStart = false;
            at = lineEnd;
            if (at < end - 1 && source[at] == '\r' && source[at + 1] == '\n') {
                at += 2;
                lines++;
                lineStart = true;
            } else if (at < end) {
                pass(source, from, at);
                endLine();
                at++;
                afterCr = at == end && source[at - 1] == '\r';
                from = at;
            }
        }
        pass(source, from, end);
    }

    /** Terminates the last line where the content did not, and writes the buffer. */
    public void finish() throws IOException {
        if (!lineStart) {
            endLine();
        }
        writeBuffer();
    }

    @Override
    public void flush() throws IOException {
        writeBuffer();
        out.flush();
    }

    /** Octets of the content so far, with CRLF as line end and without added dots (the size of RFC 1870 s5). */
    public long octets() {
        return octets;
    }

    public long lines() {
        return lines;
    }

    public int stuffed() {
        return stuffed;
    }

    private void stuffDot(byte first) throws IOException {
        if (lineStart && stuffsDots && first == '.') {
            buffer((byte) '.');
            stuffed++;
        }
    }

    private void endLine() throws IOException {
        buffer((byte) '\r');
        buffer((byte) '\n');
        octets += 2;
        lines++;
        lineStart = true;
    }

    private void pass(byte[] source, int from, int to) throws IOException {
        int run = to - from;
        octets += run;
        if (run >= LONG_RUN) {
            writeBuffer();
            out.write(source, from, run);
        } else if (run > 0) {
            makeRoom(run);
            System.arraycopy(source, from, buffer, length, run);
            length += run;
        }
    }

    private void buffer(byte octet) throws IOException {
        makeRoom(1);
        buffer[length++] = octet;
    }

    private void makeRoom(int run) throws IOException {
        if (length + run > LARGEST_BUFFER) {
            writeBuffer();
        }
        if (length + run > buffer.length) {
            int size = Math.max(length + run, Math.max(FIRST_BUFFER, 2 * buffer.length));
            buffer = Arrays.copyOf(buffer, Math.min(LARGEST_BUFFER, size));
        }
    }

    private void writeBuffer() throws IOException {
        int ready = length;
        length = 0;
        if (ready > 0) {
            out.write(buffer, 0, ready);
        }
    }
}
