package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Message content on its way to the wire: every CR, LF and CRLF becomes CRLF (RFC 5321 s2.3.8), a dot that begins a
 * line is doubled (s4.5.2), and the last line is ended. Closing does not close the stream below.
 *
 * <p>Long runs that are right already pass as they are; what is short is gathered.
 */
public final class CrlfStream extends OutputStream {
    private static final int GATHERED = 2048;
    private static final int LONG_RUN = 512;

    private final OutputStream out;
    private final boolean stuffs;
    private byte[] gathered = {};
    private int length;
    private boolean lineStart = true;
    private boolean afterCr;
    private long octets;
    private long lines;
    private int stuffed;

    public CrlfStream(OutputStream out) {
        this(out, true);
    }

    private CrlfStream(OutputStream out, boolean stuffs) {
        this.out = out;
        this.stuffs = stuffs;
    }

    /** For content whose length is said (RFC 3030 s2): dots are as they are. */
    public static CrlfStream withoutStuffing(OutputStream out) {
        return new CrlfStream(out, false);
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
        stuff(octet);
        lineStart = false;
        gather(octet);
        octets++;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int end = offset + count;
        int from = afterCr && count > 0 && source[offset] == '\n' ? offset + 1 : offset;
        afterCr = afterCr && count == 0;
        int at = from;
        while (at < end) {
            if (lineStart && stuffs && source[at] == '.') {
                pass(source, from, at);
                from = at;
                stuff(source[at]);
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

    /** Ends the last line when the content did not. */
    public void finish() throws IOException {
        if (!lineStart) {
            endLine();
        }
        release();
    }

    @Override
    public void flush() throws IOException {
        release();
        out.flush();
    }

    /** Octets of the content so far, line ends as CRLF, doubled dots not counted (the size of RFC 1870 s5). */
    public long octets() {
        return octets;
    }

    public long lines() {
        return lines;
    }

    public int stuffed() {
        return stuffed;
    }

    private void stuff(byte first) throws IOException {
        if (lineStart && stuffs && first == '.') {
            gather((byte) '.');
            stuffed++;
        }
    }

    private void endLine() throws IOException {
        gather((byte) '\r');
        gather((byte) '\n');
        octets += 2;
        lines++;
        lineStart = true;
    }

    private void pass(byte[] source, int from, int to) throws IOException {
        int run = to - from;
        octets += run;
        if (run >= LONG_RUN) {
            release();
            out.write(source, from, run);
        } else if (run > 0) {
            makeRoom(run);
            System.arraycopy(source, from, gathered, length, run);
            length += run;
        }
    }

    private void gather(byte octet) throws IOException {
        makeRoom(1);
        gathered[length++] = octet;
    }

    private void makeRoom(int run) throws IOException {
        if (length + run > gathered.length) {
            release();
            if (gathered.length == 0) {
                gathered = new byte[GATHERED];
            }
        }
    }

    private void release() throws IOException {
        int ready = length;
        length = 0;
        if (ready > 0) {
            out.write(gathered, 0, ready);
        }
    }
}
