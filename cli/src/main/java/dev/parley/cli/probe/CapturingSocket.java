package dev.parley.cli.probe;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A socket that keeps the first bytes received: the JVM does not report the key exchange of a TLS handshake. */
class CapturingSocket extends Socket {
    private static final int LIMIT = 64 * 1024;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch first = new CountDownLatch(1);
    private InputStream input;

    /** Whether the server has sent something before the limit. */
    boolean hasReceived(long limit, TimeUnit unit) throws InterruptedException {
        return first.await(limit, unit);
    }

    byte[] received() {
        return received.toByteArray();
    }

    InetSocketAddress server() {
        return (InetSocketAddress) getRemoteSocketAddress();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new Capture(super.getInputStream());
        }
        return input;
    }

    private void keep(byte[] bytes, int offset, int count) {
        if (count > 0) {
            received.write(bytes, offset, Math.min(count, Math.max(0, LIMIT - received.size())));
            first.countDown();
        }
    }

    private final class Capture extends FilterInputStream {
        Capture(InputStream source) {
            super(source);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) {
                keep(new byte[] {(byte) octet}, 0, 1);
            }
            return octet;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            keep(bytes, offset, count);
            return count;
        }
    }
}
