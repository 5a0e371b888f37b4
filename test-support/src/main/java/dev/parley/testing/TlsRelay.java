package dev.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A man in the middle of one connection: it accepts TLS with the certificate of the server, connects to the server with
 * TLS, and forwards all data.
 */
public final class TlsRelay implements AutoCloseable {
    private final SSLServerSocket listening;
    private final SSLContext client;
    private final int server;

    /** @param certificate of the relay; the trust store of this JVM has that of the server */
    public TlsRelay(SSLContext certificate, int server) throws IOException, GeneralSecurityException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.listening = (SSLServerSocket) certificate.getServerSocketFactory().createServerSocket(0, 1, loopback);
        this.client = SSLContext.getInstance("TLS");
        this.client.init(null, null, null);
        this.server = server;
        OwnThread.EXECUTOR.execute(this::relay);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void relay() {
        try (SSLSocket front = (SSLSocket) listening.accept();
                SSLSocket back =
                        (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server)) {
            OwnThread.EXECUTOR.execute(() -> forward(back, front));
            forward(front, back);
        } catch (IOException e) {
            // The test has closed the relay, or one end its connection.
        }
    }

    /** Until one end closes; then both are closed. */
    private static void forward(SSLSocket from, SSLSocket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The connection has ended.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
