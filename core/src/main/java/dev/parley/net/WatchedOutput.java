package dev.parley.net;

import dev.parley.settings.Timeouts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/** A socket's output with a time-out for each write; the time-out closes the connection. */
final class WatchedOutput extends OutputStream {
    private final Socket raw;
    private final OutputStream out;
    private final Duration limit;
    private final ScheduledExecutorService clock;

    /** @param raw the TCP socket: closing it ends a blocked write of a TLS socket, closing the TLS socket does not */
    WatchedOutput(Socket raw, OutputStream out, Timeouts timeouts) {
        this.raw = raw;
        this.out = out;
        this.limit = timeouts.write();
        this.clock = timeouts.writeClock() == null ? Watchdog.CLOCK : timeouts.writeClock();
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
        Watchdog.Watch watch = watch();
        try (watch) {
            out.write(source, offset, length);
        } catch (IOException e) {
            if (watch.hasExpired()) {
                throw new SocketTimeoutException("the server took no octets for " + limit.toMillis() + " ms");
            }
            throw e;
        }
    }

    private Watchdog.Watch watch() throws IOException {
        try {
            return Watchdog.over(raw, limit, clock);
        } catch (RejectedExecutionException e) {
            throw new IOException("the executor of executor.writetimeout takes no tasks", e);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
