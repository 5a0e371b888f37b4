package dev.parley.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A socket's input whose reads together end at a deadline: a peer that drips octets gains no time by it. */
final class DeadlineInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private Duration limit = Duration.ZERO;
    private long start;

    DeadlineInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** From now on {@code limit} is left; zero for ever. */
    void allow(Duration limit) {
        this.limit = limit;
        this.start = System.nanoTime();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        socket.setSoTimeout(remaining());
        try {
            return in.read(target, offset, length);
        } catch (SocketTimeoutException e) {
            throw timeout();
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    private int remaining() throws SocketTimeoutException {
        if (limit.isZero()) {
            return 0;
        }
        long millis = limit.minusNanos(System.nanoTime() - start).toMillis();
        if (millis <= 0) {
            throw timeout();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private SocketTimeoutException timeout() {
        return new SocketTimeoutException("no complete reply within " + limit.toMillis() + " ms");
    }
}
