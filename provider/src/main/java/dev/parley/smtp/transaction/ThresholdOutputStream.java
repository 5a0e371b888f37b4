package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.Buffer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects a content in a buffer. When there is more than fits in, the mail transaction begins in the middle of the
 * rendering, and the rest goes to the server; it is kept only where another transaction needs it ({@link
 * Spool#startKeeping}). This is the one place of a send where the callee calls back: Jakarta Mail writes a message to a
 * stream and cannot pause.
 */
public final class ThresholdOutputStream extends OutputStream {
    /** Receives the content from the threshold on. */
    public interface Overflow {
        /**
         * Begins the transaction and writes the buffer.
         *
         * @return the stream for the rest
         */
        OutputStream begin() throws IOException;
    }

    private final Buffer head;
    private final Overflow overflow;
    private OutputStream rest; // null: the threshold is not reached
    private Throwable failure; // null: none

    public ThresholdOutputStream(Buffer head, Overflow overflow) {
        this.head = head;
        this.overflow = overflow;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int kept = rest == null ? head.add(source, offset, count) : 0;
        if (kept < count) {
            rest().write(source, offset + kept, count - kept);
        }
    }

    /** How many more octets can be written before the threshold. */
    public int room() {
        return isExceeded() || failure != null ? 0 : head.room();
    }

    /** How many octets have been written. Not known after the threshold. */
    public int position() {
        return head.length();
    }

    /** Removes and returns the octets from a position on. Not possible after the threshold. */
    public byte[] cut(int position) {
        return head.cut(position);
    }

    /** Whether the content is longer than the buffer. */
    public boolean isExceeded() {
        return rest != null;
    }

    /** Throws what the beginning of the transaction threw, also where application code has caught it. */
    void rethrowFailure() throws Exception {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (Exception) failure;
        }
    }

    private OutputStream rest() throws IOException {
        if (failure != null) {
            throw new ContentWriter.StopRenderingException();
        }
        if (rest == null) {
            try {
                rest = overflow.begin();
            } catch (Throwable e) {
                failure = e;
                throw e;
            }
        }
        return rest;
    }
}
