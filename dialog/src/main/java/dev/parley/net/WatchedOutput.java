package dev.parley.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A socket's output whose every write ends within a limit, or the connection does. */
final class WatchedOutput extends OutputStream {
    private final Socket raw;
    private final OutputStream out;
    private final Duration limit;

    /** @param raw the TCP socket: closing it frees a TLS socket's blocked write, closing the TLS socket would not */
    WatchedOutput(Socket raw, OutputStream out, Duration limit) {
        this.raw = raw;
        this.out = out;
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
        Watchdog.Watch watch = Watchdog.over(raw, limit);
        try (watch) {
            out.write(source, offset, length);
        } catch (IOException e) {
            if (watch.hasBitten()) {
                throw new SocketTimeoutException("the server took no octets for " + limit.toMillis() + " ms");
            }
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
