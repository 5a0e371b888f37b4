package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes message content in the form of the wire: CR, LF and CRLF become CRLF (RFC 5321 s2.3.8), a dot at the start of a
 * line is doubled (dot-stuffing, s4.5.2), and the last line is terminated. Closing does not close the underlying stream.
 *
 * <p>Runs that need no change are passed on without copying: the underlying stream must be buffered.
 */
public final class CrlfStream extends OutputStream {
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;
    private final boolean stuffsDots;
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
        out.write(octet);
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

    /** Terminates the last line where the content did not. */
    public void finish() throws IOException {
        if (!lineStart) {
            endLine();
        }
    }

    @Override
    public void flush() throws IOException {
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
            out.write('.');
            stuffed++;
        }
    }

    private void endLine() throws IOException {
        out.write(CRLF);
        octets += 2;
        lines++;
        lineStart = true;
    }

    private void pass(byte[] source, int from, int to) throws IOException {
        int run = to - from;
        octets += run;
        if (run > 0) {
            out.write(source, from, run);
        }
    }
}
