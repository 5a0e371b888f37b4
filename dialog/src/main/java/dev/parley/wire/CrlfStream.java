package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Message content on its way to the wire: every CR, LF and CRLF becomes CRLF (RFC 5321 s2.3.8), a dot that begins a
 * line is doubled (s4.5.2), and the last line is ended. Closing does not close the stream below.
 */
public final class CrlfStream extends OutputStream {
    private final OutputStream out;
    private final boolean stuffs;
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
    public void write(int octet) throws IOException {
        if (octet == '\n' && afterCr) {
            afterCr = false;
            return;
        }
        afterCr = octet == '\r';
        if (octet == '\r' || octet == '\n') {
            endLine();
            return;
        }
        if (lineStart) {
            startLine(octet);
        }
        out.write(octet);
        octets++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        while (from < end) {
            int to = from;
            while (to < end && source[to] != '\r' && source[to] != '\n') {
                to++;
            }
            if (to > from) {
                if (lineStart) {
                    startLine(source[from]);
                }
                afterCr = false;
                out.write(source, from, to - from);
                octets += to - from;
            }
            if (to < end) {
                write(source[to++]);
            }
            from = to;
        }
    }

    /** Ends the last line when the content did not. */
    public void finish() throws IOException {
        if (!lineStart) {
            endLine();
        }
    }

    @Override
    public void flush() throws IOException {
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

    private void startLine(int first) throws IOException {
        lineStart = false;
        if (stuffs && first == '.') {
            out.write('.');
            stuffed++;
        }
    }

    private void endLine() throws IOException {
        out.write('\r');
        out.write('\n');
        octets += 2;
        lines++;
        lineStart = true;
    }
}
