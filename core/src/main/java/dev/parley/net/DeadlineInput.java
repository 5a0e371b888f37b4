package dev.parley.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket's input whose reads share one deadline: a server that sends byte by byte cannot prolong it. The watchdog keeps
 * the deadline: the time-out of a plain socket costs two more system calls a read, that of a TLS socket restarts with each
 * byte of a record.
 */
final class DeadlineInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final Watchdog watchdog;
    private Duration limit = Duration.ZERO;
    private long start; // of the limit, as System.nanoTime has it

    private boolean reading; // or the last read failed

    /** How long after the deadline the connection is closed; zero: at the deadline. */
    private Duration grace = Duration.ZERO;

    /** @param watchdog of the TCP socket, which is the socket itself or the one below TLS */
    DeadlineInput(Socket socket, Watchdog watchdog) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.watchdog = watchdog;
        socket.setSoTimeout(0);
    }

    /**
     * Sets the deadline of all further reads. It closes the connection.
     *
     * @param limit zero: none
     * @param start {@link System#nanoTime} when it began
     */
    void allow(Duration limit, long start) {
        this.limit = limit;
        this.start = start;
        this.grace = Duration.ZERO;
    }

    /**
     * Sets a deadline after which the connection can still be used: a TLS socket keeps the part of a record that has
     * arrived. Only a record that is still arriving after {@code end} closes the connection.
     */
    void allowBriefly(Duration limit, Duration end) {
        allow(limit, System.nanoTime());
        this.grace = end.minus(limit);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** The last read was a check that may fail. */
    void forgetRead() {
        reading = false;
    }

    /** How long the client has waited since the limit began, where its last read failed or ended; null: it did not. */
    Duration waited() {
        return reading ? Duration.ofNanos(System.nanoTime() - start) : null;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        reading = true;
        int read = readInTime(target, offset, length);
        reading = read < 0;
        return read;
    }

    private int readInTime(byte[] target, int offset, int length) throws IOException {
        if (nanosLeft() <= 0) {
            throw watchdog.operation().hasPassed()
                    ? watchdog.operation().passed()
                    : new SocketTimeoutException(timeout());
        }
        watchdog.startUntil(Deadline.end(limit.plus(grace), start));
        int read;
        try {
            read = grace.isZero() ? in.read(target, offset, length) : readBriefly(target, offset, length);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(timeout());
        } catch (IOException e) {
            throw watchdog.reason(e, timeout());
        } finally {
            watchdog.stop();
        }
        if (watchdog.hasEnded()) {
            // It ended the call while the read returned: the connection is closed.
            throw watchdog.reason(new IOException("the connection is closed"), timeout());
        }
        return read;
    }

    private int readBriefly(byte[] target, int offset, int length) throws IOException {
        socket.setSoTimeout(Math.max(1, (int) (nanosLeft() / 1_000_000))); // 0 is no time-out.
        try {
            return in.read(target, offset, length);
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    private long nanosLeft() {
        return watchdog.operation().earlier(Deadline.end(limit, start)) - System.nanoTime();
    }

    private String timeout() {
        return "no complete reply within " + limit.toMillis() + " ms";
    }
}
