package dev.parley.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket's input whose reads share one deadline: a server that sends byte by byte cannot prolong it. A TLS socket's
 * own time-out restarts with each byte of a record, so the watchdog limits it.
 */
final class DeadlineInput extends InputStream {
    private final Socket raw;
    private final Socket socket;
    private final InputStream in;
    private Deadline deadline = Deadline.in(Duration.ZERO);

    /** How long after the deadline a TLS record may go on arriving before the socket is closed. */
    private Duration grace = Duration.ZERO;

    /** @param raw the TCP socket; without TLS it is the same as {@code socket} */
    DeadlineInput(Socket raw, Socket socket) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Sets the deadline of all further reads. It closes a TLS socket. */
    void allow(Deadline deadline) {
        this.deadline = deadline;
        this.grace = Duration.ZERO;
    }

    /**
     * Sets a deadline after which the connection can still be used: a TLS socket keeps the part of a record that has
     * arrived. Only a record that is still arriving after {@code end} closes the socket.
     */
    void allowBriefly(Duration limit, Duration end) {
        allow(Deadline.in(limit));
        this.grace = end.minus(limit);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int millis = remaining();
        socket.setSoTimeout(millis);
        try {
            return millis > 0 && socket != raw
                    ? readWatched(target, offset, length, grace.plusMillis(millis))
                    : in.read(target, offset, length);
        } catch (SocketTimeoutException e) {
            throw timeout();
        }
    }

    private int readWatched(byte[] target, int offset, int length, Duration left) throws IOException {
        Watchdog.Watch watch = Watchdog.over(raw, left);
        try (watch) {
            return in.read(target, offset, length);
        } catch (IOException e) {
            throw watch.hasExpired() ? timeout() : e;
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    private int remaining() throws SocketTimeoutException {
        if (deadline.limit().isZero()) {
            return 0;
        }
        long millis = deadline.limit()
                .minusNanos(System.nanoTime() - deadline.start())
                .toMillis();
        if (millis <= 0) {
            throw timeout();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private SocketTimeoutException timeout() {
        return new SocketTimeoutException(
                "no complete reply within " + deadline.limit().toMillis() + " ms");
    }
}
