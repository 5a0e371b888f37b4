package dev.parley.sieve.connection;

import dev.parley.trace.ContentSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A script to send: its length, and a stream of its octets, which is read once, in pieces. */
public final class Upload {
    private static final int PIECE = 16 * 1024;

    private final InputStream stream;
    private final long length;
    private final byte[] octets; // null: only the stream has them

    /** @param stream of exactly {@code length} octets; it is not closed */
    public Upload(InputStream stream, long length) {
        this(stream, length, null);
    }

    private Upload(InputStream stream, long length, byte[] octets) {
        this.stream = stream;
        this.length = length;
        this.octets = octets;
    }

    public static Upload of(byte[] script) {
        return new Upload(new ByteArrayInputStream(script), script.length, script);
    }

    /** For the lines of diagnostics; null: only a stream has them. */
    public byte[] octetsIfKnown() {
        return octets;
    }

    public long length() {
        return length;
    }

    /**
     * @throws UnreadableScriptException when the stream fails, or does not have {@link #length} octets; the server has not
     *     received the whole script then, and stores nothing
     */
    ContentSize writeTo(OutputStream out, LiteralScanner scanner) throws IOException {
        ScriptCounter counter = new ScriptCounter();
        byte[] piece = new byte[PIECE];
        long left = length;
        do {
            int wanted = (int) Math.min(PIECE, left);
            int size = read(piece, wanted);
            left -= size;
            if (size < wanted) {
                throw new UnreadableScriptException(
                        "the script has only " + (length - left) + " octets, but " + length + " were announced", null);
            }
            if (left == 0 && read(new byte[1], 1) > 0) {
                throw new UnreadableScriptException(
                        "the script has more octets than the " + length + " that were announced", null);
            }
            scanner.scan(piece, size);
            counter.count(piece, 0, size);
            out.write(piece, 0, size);
        } while (left > 0);
        return counter.size();
    }

    private int read(byte[] piece, int size) throws UnreadableScriptException {
        try {
            return stream.readNBytes(piece, 0, size);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableScriptException("the script cannot be read: " + e.getMessage(), e);
        }
    }

    /** The script to send cannot be read: the server waits for octets that do not exist. */
    static final class UnreadableScriptException extends IOException {
        /** @param cause null: the script has another length than announced */
        UnreadableScriptException(String message, Exception cause) {
            super(message, cause);
        }
    }

    /** Counts the octets and lines of a script, for the trace. */
    static final class ScriptCounter {
        private long octets;
        private long lines;
        private boolean ended = true;

        void count(byte[] piece, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                ended = piece[i] == '\n';
                lines += ended ? 1 : 0;
            }
            octets += length;
        }

        ContentSize size() {
            return new ContentSize("script", octets, ended ? lines : lines + 1, 0);
        }
    }
}
