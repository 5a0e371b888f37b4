package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;

/** Writes lines and octets to a buffered stream. A line that contains a line end is rejected. */
public final class LineWriter {
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;

    public LineWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes the octets as one line, with CRLF. */
    public void line(byte[] octets) throws IOException {
        for (byte octet : octets) {
            if (octet == '\r' || octet == '\n' || octet == 0) {
                throw new IllegalArgumentException("a line may not contain CR, LF or NUL");
            }
        }
        out.write(octets);
        out.write(CRLF);
    }

    /** Writes the octets without a line end. */
    public void octets(byte[] octets) throws IOException {
        out.write(octets);
    }

    public void flush() throws IOException {
        out.flush();
    }
}
