package dev.parley.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines and blocks of known length from a stream. A line ends with LF or CRLF. */
public final class LineReader {
    private final InputStream in;
    private final Limits limits;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int end;

    public LineReader(InputStream in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    public Limits limits() {
        return limits;
    }

    /** The next line without its end. */
    public String line() throws IOException {
        ByteArrayOutputStream start = null; // of a line whose end was not in the buffer; null: nothing yet
        prefetch();
        while (true) {
            int from = position;
            int lineEnd = Octets.indexOf(buffer, from, end, '\n');
            int length = (start == null ? 0 : start.size()) + lineEnd - from;
            if (length > limits.line()) {
                throw new MalformedReplyException("the server sent a line of more than " + limits.line() + " octets");
            }
            position = Math.min(end, lineEnd + 1);
            if (lineEnd < end && start == null) {
                return text(buffer, from, lineEnd);
            }
            start = start == null ? new ByteArrayOutputStream(128) : start;
            start.write(buffer, from, lineEnd - from);
            if (lineEnd < end) {
                return text(start.toByteArray(), 0, length);
            }
            if (!fill()) {
                throw new ServerClosedException(Text.of(start.toByteArray(), 0, length));
            }
        }
    }

    private static String text(byte[] octets, int from, int to) {
        int end = to > from && octets[to - 1] == '\r' ? to - 1 : to;
        return Text.of(octets, from, end - from);
    }

    /** The next {@code count} octets. */
    public byte[] octets(int count) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(Math.min(count, 64 * 1024));
        byte[] piece = new byte[Math.min(count, buffer.length)];
        while (octets.size() < count) {
            octets.write(piece, 0, read(piece, 0, Math.min(piece.length, count - octets.size())));
        }
        return octets.toByteArray();
    }

    /**
     * Reads up to {@code length} octets, at least one, as they arrive: for a block that need not be in memory at once.
     *
     * @return the number of octets
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == end && !fill()) {
            throw new ServerClosedException("");
        }
        int count = Math.min(end - position, length);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /** Whether there are unread octets in the buffer, and no system call is required to find them. */
    public boolean hasBuffered() {
        return position < end;
    }

    /** The number of unread octets that have arrived, as far as it is known without waiting. */
    public int arrived() throws IOException {
        return end - position + in.available();
    }

    /**
     * Waits until there are bytes to read, and reads none of them.
     *
     * @throws ServerClosedException at the end of the stream
     */
    public void prefetch() throws IOException {
        if (position == end && !fill()) {
            throw new ServerClosedException("");
        }
    }

    /**
     * Waits for the next octet and returns it; it stays unread.
     *
     * @throws ServerClosedException at the end of the stream
     */
    public int peek() throws IOException {
        prefetch();
        return buffer[position] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        end = 0; // Also when the read fails: no octet is returned twice.
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
