package dev.parley.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** A socket's output with a time-out for each write; the time-out closes the connection. */
final class WatchedOutput extends OutputStream {
    private final OutputStream out;
    private final Watchdog watchdog;
    private final Duration limit;

    /**
     * @param watchdog of the TCP socket: closing it ends a blocked write of a TLS socket, closing the TLS socket does not
     * @param limit zero: none
     */
    WatchedOutput(OutputStream out, Watchdog watchdog, Duration limit) {
        this.out = out;
        this.watchdog = watchdog;
        this.limit = limit;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (limit.isZero()) {
            out.write(source, offset, length);
            return;
        }
        start();
        try {
            out.write(source, offset, length);
        } catch (IOException e) {
            if (watchdog.hasExpired()) {
                throw new SocketTimeoutException("the server took no octets for " + limit.toMillis() + " ms");
            }
            throw e;
        } finally {
            watchdog.stop();
        }
    }

    private void start() throws IOException {
        try {
            watchdog.start(limit);
        } catch (RejectedExecutionException e) {
            throw new IOException("the executor of executor.writetimeout takes no tasks", e);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
