package dev.parley.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

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
            requireNoLineEnd(octet);
        }
        out.write(octets);
        out.write(CRLF);
    }

    /** Writes the text as one line in UTF-8, with CRLF. */
    public void line(CharSequence text) throws IOException {
        if (!Text.isAscii(text)) {
            line(text.toString().getBytes(StandardCharsets.UTF_8));
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            requireNoLineEnd(text.charAt(i));
        }
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i)); // Without an array for each command.
        }
        out.write(CRLF);
    }

    private static void requireNoLineEnd(int octet) {
        if (octet == '\r' || octet == '\n' || octet == 0) {
            throw new IllegalArgumentException("a line may not contain CR, LF or NUL");
        }
    }

    /** Writes the octets without a line end. */
    public void octets(byte[] octets) throws IOException {
        out.write(octets);
    }

    public void flush() throws IOException {
        out.flush();
    }
}
