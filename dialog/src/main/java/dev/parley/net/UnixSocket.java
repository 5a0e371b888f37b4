package dev.parley.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A Unix domain socket in the shape of a Socket, which the JDK has only as a channel. A time-out closes it. */
public final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private int timeoutMillis;

    private UnixSocket(SocketChannel channel) {
        this.channel = channel;
    }

    public static UnixSocket connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new UnixSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return timeoutMillis == 0
                        ? super.read(target, offset, length)
                        : readWatched(in, target, offset, length);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    /** There is nothing to delay. */
    @Override
    public void setTcpNoDelay(boolean on) {}

    /** Both ends are on this machine. */
    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int readWatched(InputStream in, byte[] target, int offset, int length) throws IOException {
        Watchdog.Watch watch = Watchdog.over(channel, Duration.ofMillis(timeoutMillis));
        try (watch) {
            return in.read(target, offset, length);
        } catch (IOException e) {
            throw watch.hasBitten() ? new SocketTimeoutException("Read timed out") : e;
        }
    }
}
