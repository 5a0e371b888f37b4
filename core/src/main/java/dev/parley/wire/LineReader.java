package dev.parley.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines and counted octets out of a stream. A line ends at LF; a CR before it belongs to the end. */
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
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            int octet = next();
            if (octet < 0) {
                byte[] partial = line.toByteArray();
                throw new HungUpException(Text.of(partial, 0, partial.length));
            }
            if (octet == '\n') {
                byte[] octets = line.toByteArray();
                int length = octets.length;
                if (length > 0 && octets[length - 1] == '\r') {
                    length--;
                }
                return Text.of(octets, 0, length);
            }
            if (line.size() == limits.line()) {
                throw new LineTooLongException("the server sent a line of more than " + limits.line() + " octets");
            }
            line.write(octet);
        }
    }

    /** The next {@code count} octets. */
    public byte[] octets(int count) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(Math.min(count, 64 * 1024));
        byte[] piece = new byte[Math.min(count, buffer.length)];
        while (octets.size() < count) {
            octets.write(piece, 0, some(piece, 0, Math.min(piece.length, count - octets.size())));
        }
        return octets.toByteArray();
    }

    /**
     * Up to {@code length} octets, at least one, as they arrive: for counted octets that need not be in memory at once.
     *
     * @return how many
     */
    public int some(byte[] target, int offset, int length) throws IOException {
        if (position == end && !fill()) {
            throw new HungUpException("");
        }
        int some = Math.min(end - position, length);
        System.arraycopy(buffer, position, target, offset, some);
        position += some;
        return some;
    }

    /** Octets that have arrived and that nobody has asked for yet, as far as this side can know without waiting. */
    public int arrived() throws IOException {
        return end - position + in.available();
    }

    /**
     * Waits until there are bytes to read, and takes none of them.
     *
     * @throws HungUpException at the end of the stream
     */
    public void prefetch() throws IOException {
        if (position == end && !fill()) {
            throw new HungUpException("");
        }
    }

    /**
     * The next octet, which stays unread; waits for it.
     *
     * @throws HungUpException at the end of the stream
     */
    public int peek() throws IOException {
        prefetch();
        return buffer[position] & 0xff;
    }

    private int next() throws IOException {
        return position == end && !fill() ? -1 : buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        end = 0; // Also where the read fails: no octet is given twice.
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
