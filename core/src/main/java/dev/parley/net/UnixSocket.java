package dev.parley.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A Unix domain socket as a Socket; the JDK has it only as a channel. */
public final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final InputStream input;
    private final OutputStream output;

    /** @param channel connected */
    UnixSocket(SocketChannel channel) {
        this.channel = channel;
        this.input = new Input();
        this.output = new Output();
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    /** Has no effect: the watchdog of the link ends a read. */
    @Override
    public void setSoTimeout(int millis) {}

    /** Has no effect: a Unix domain socket does not delay. */
    @Override
    public void setTcpNoDelay(boolean on) {}

    /** The loopback address, because both ends are on this machine. */
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

    /** A lost connection is a SocketException of a socket, but a plain IOException of a channel. */
    private static SocketException lost(IOException e) {
        SocketException lost = new SocketException(e.getMessage());
        lost.initCause(e);
        return lost;
    }

    /** Before Java 19 a channel's stream has no {@code available()}: this one reads ahead without blocking. */
    private final class Input extends InputStream {
        private final InputStream in = Channels.newInputStream(channel);
        private final ByteBuffer ahead = ByteBuffer.allocate(8192).limit(0);

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (ahead.hasRemaining()) {
                int count = Math.min(length, ahead.remaining());
                ahead.get(target, offset, count);
                return count;
            }
            try {
                return in.read(target, offset, length);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public int available() throws IOException {
            if (!ahead.hasRemaining()) {
                ahead.clear();
                try {
                    channel.configureBlocking(false);
                    channel.read(ahead);
                    channel.configureBlocking(true);
                } catch (IOException e) {
                    throw lost(e);
                } finally {
                    ahead.flip();
                }
            }
            return ahead.remaining();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final class Output extends OutputStream {
        private final OutputStream out = Channels.newOutputStream(channel);

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            try {
                out.write(source, offset, length);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
