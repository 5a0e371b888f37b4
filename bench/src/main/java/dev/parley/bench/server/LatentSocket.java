package dev.parley.bench.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A server's end of a connection that is a long way from its client: what is written leaves a round trip after the octets
 * that came last before it. It leaves while the server reads, and only when nothing more has come: one thread does all.
 *
 * <p>The client is connected at once, as a loopback is: the round trip of that is added to the first reply.
 */
final class LatentSocket extends Socket {
    private final Socket raw;
    private final long roundTrip;
    private final Tally tally;
    private final Queue<Held> held = new ArrayDeque<>();
    private long arrived;
    private int unanswered;

    private record Held(long due, byte[] octets) {}

    LatentSocket(Socket raw, Duration roundTrip, Tally tally) throws IOException {
        this.raw = raw;
        this.roundTrip = roundTrip.toNanos();
        this.tally = tally;
        this.arrived = System.nanoTime() + this.roundTrip;
        raw.setTcpNoDelay(true);
    }

    void command() {
        tally.command(++unanswered);
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return await(target, offset, length);
            }

            @Override
            public int available() throws IOException {
                return raw.getInputStream().available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                byte[] octets = new byte[length];
                System.arraycopy(source, offset, octets, 0, length);
                held.add(new Held(arrived + roundTrip, octets));
            }
        };
    }

    private int await(byte[] target, int offset, int length) throws IOException {
        InputStream in = raw.getInputStream();
        while (true) {
            if (!held.isEmpty() && in.available() == 0 && left() <= 0) {
                deliver();
                continue;
            }
            raw.setSoTimeout(held.isEmpty() ? 0 : (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left())));
            try {
                int count = in.read(target, offset, length);
                arrived = Math.max(arrived, System.nanoTime());
                tally.octets(Math.max(0, count));
                return count;
            } catch (SocketTimeoutException e) {
                // Something may be due.
            }
        }
    }

    private long left() {
        return held.element().due - System.nanoTime();
    }

    private void deliver() throws IOException {
        long now = System.nanoTime();
        ByteArrayOutputStream due = new ByteArrayOutputStream();
        while (!held.isEmpty() && held.element().due <= now) {
            due.writeBytes(held.remove().octets);
        }
        if (held.isEmpty()) {
            tally.turnaround();
            unanswered = 0;
        }
        due.writeTo(raw.getOutputStream());
    }

    @Override
    public boolean isConnected() {
        return raw.isConnected();
    }

    @Override
    public boolean isClosed() {
        return raw.isClosed();
    }

    @Override
    public InetAddress getInetAddress() {
        return raw.getInetAddress();
    }

    @Override
    public int getPort() {
        return raw.getPort();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
