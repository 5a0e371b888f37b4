package dev.parley.sieve.dialog;

import dev.parley.trace.Elided;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A script on its way to the server: so many octets, and where they come from. It goes out once, a piece at a time. */
public final class Upload {
    private static final int PIECE = 16 * 1024;

    private final InputStream octets;
    private final long length;

    /** @param octets has as many as {@code length} says, neither more nor fewer; it is not closed */
    public Upload(InputStream octets, long length) {
        this.octets = octets;
        this.length = length;
    }

    public static Upload of(byte[] script) {
        return new Upload(new ByteArrayInputStream(script), script.length);
    }

    public long length() {
        return length;
    }

    /**
     * @throws UnreadableScriptException when the octets cannot be had, or are more or fewer than was said; the server
     *     has not got all of them then, and stores nothing
     */
    Elided writeTo(OutputStream out, Sought sought) throws IOException {
        Tally tally = new Tally();
        byte[] piece = new byte[PIECE];
        long left = length;
        do {
            int size = read(piece, (int) Math.min(PIECE, left), length - left);
            left -= size;
            if (left == 0) {
                requireEnd();
            }
            sought.see(piece, size);
            tally.see(piece, 0, size);
            out.write(piece, 0, size);
        } while (left > 0);
        return tally.elided();
    }

    private int read(byte[] piece, int size, long before) throws UnreadableScriptException {
        int read;
        try {
            read = octets.readNBytes(piece, 0, size);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableScriptException("the script cannot be read: " + e.getMessage(), e);
        }
        if (read < size) {
            throw new UnreadableScriptException(
                    "the script ends after " + (before + read) + " octets, and " + length + " were said");
        }
        return read;
    }

    private void requireEnd() throws UnreadableScriptException {
        try {
            if (octets.read() < 0) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            throw new UnreadableScriptException("the script cannot be read: " + e.getMessage(), e);
        }
        throw new UnreadableScriptException("the script has more than the " + length + " octets that were said");
    }
}
