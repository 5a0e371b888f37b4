package dev.parley.net;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;

/**
 * A socket's buffered output with a time-out for each write; the time-out closes the connection. The buffer grows from what
 * the commands of a connection need to what a message needs.
 */
final class LinkOutput extends OutputStream {
    private static final int FIRST = 2 * 1024;
    private static final int LARGEST = 64 * 1024;

    private final OutputStream out;
    private final Watchdog watchdog;
    private final Duration limit;
    private byte[] buffer = new byte[FIRST];
    private int length;
    private long writes;

    /**
     * @param watchdog of the TCP socket: closing it ends a blocked write of a TLS socket, closing the TLS socket does not
     * @param limit zero: none
     */
    LinkOutput(OutputStream out, Watchdog watchdog, Duration limit) {
        this.out = out;
        this.watchdog = watchdog;
        this.limit = limit;
    }

    @Override
    public void write(int octet) throws IOException {
        makeRoom(1);
        buffer[length++] = (byte) octet;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        makeRoom(count);
        if (count >= LARGEST) {
            writeOut(source, offset, count);
        } else {
            System.arraycopy(source, offset, buffer, length, count);
            length += count;
        }
    }

    @Override
    public void flush() throws IOException {
        writeBuffer();
        out.flush();
    }

    private void makeRoom(int count) throws IOException {
        if (length + count > LARGEST) {
            writeBuffer();
        }
        int needed = length + count;
        if (needed > buffer.length && count < LARGEST) {
            buffer = Arrays.copyOf(buffer, Math.min(LARGEST, Math.max(needed, 2 * buffer.length)));
        }
    }

    private void writeBuffer() throws IOException {
        int ready = length;
        length = 0;
        if (ready > 0) {
            writeOut(buffer, 0, ready);
        }
    }

    /** How many times the socket has been written to. */
    long writes() {
        return writes;
    }

    private void writeOut(byte[] source, int offset, int count) throws IOException {
        writes++;
        startWatch();
        try {
            out.write(source, offset, count);
        } catch (IOException e) {
            throw watchdog.reason(e, "the server accepted no data for " + limit.toMillis() + " ms");
        } finally {
            watchdog.stop();
        }
    }

    private void startWatch() throws IOException {
        if (watchdog.operation().hasPassed()) {
            throw watchdog.operation().passed();
        }
        try {
            watchdog.start(limit);
        } catch (RejectedExecutionException e) {
            throw new IOException("the executor of executor.writetimeout rejected a task", e);
        }
    }
}
