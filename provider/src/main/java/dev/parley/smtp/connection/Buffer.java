package dev.parley.smtp.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Octets of a message. Belongs to a connection, grows as its messages need it, and is used again. */
public final class Buffer {
    private static final int FIRST = 8 * 1024;

    private final int limit;
    private byte[] octets = {};
    private int length;

    /** @param limit the octets that it can hold */
    public Buffer(int limit) {
        this.limit = limit;
    }

    /** Takes as many of the octets as there is room for, and returns how many. */
    public int add(byte[] source, int offset, int count) {
        int taken = Math.min(count, limit - length);
        if (length + taken > octets.length) {
            int wanted = Math.max(length + taken, Math.max(FIRST, 2 * octets.length));
            octets = Arrays.copyOf(octets, Math.min(limit, wanted));
        }
        System.arraycopy(source, offset, octets, length, taken);
        length += taken;
        return taken;
    }

    /** Removes and returns the octets from an index on. */
    public byte[] cut(int from) {
        byte[] removed = Arrays.copyOfRange(octets, from, length);
        length = from;
        return removed;
    }

    public boolean isFull() {
        return length == limit;
    }

    /** How many more octets it can take. */
    public int room() {
        return limit - length;
    }

    /** The array that holds the octets; it may be longer than {@link #length}. */
    public byte[] octets() {
        return octets;
    }

    public int length() {
        return length;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(octets, 0, length);
    }

    public void clear() {
        length = 0;
    }
}
