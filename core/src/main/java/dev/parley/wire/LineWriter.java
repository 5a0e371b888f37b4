package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;

/** Lines and octets into a buffered stream. What would end a line early cannot be written as one. */
public final class LineWriter {
    private static final byte[] CRLF = {'\r', '\n'};

    private final OutputStream out;

    public LineWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes the octets as one line and ends it. */
    public void line(byte[] octets) throws IOException {
        for (byte octet : octets) {
            if (octet == '\r' || octet == '\n' || octet == 0) {
                throw new IllegalArgumentException("a line may not contain CR, LF or NUL");
            }
        }
        out.write(octets);
        out.write(CRLF);
    }

    /** Writes the octets as they are. */
    public void octets(byte[] octets) throws IOException {
        out.write(octets);
    }

    public void flush() throws IOException {
        out.flush();
    }
}
