package dev.parley.cli.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out whether a server that sends no greeting waits for TLS: it then sends a TLS record in reply to a ClientHello, over
 * another connection. The dialog ends at once instead of at its time-out.
 */
final class TlsKnock {
    /** Longer than a server needs for a greeting that it does not delay. */
    private static final long GREETING_SECONDS = 3;

    private static final int LIMIT_MILLIS = 5000;
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    private final OneAddressSocketFactory sockets;
    private volatile boolean waitsForTls;

    private TlsKnock(OneAddressSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Watches a dialog that is about to begin. */
    static TlsKnock during(OneAddressSocketFactory sockets) {
        TlsKnock knock = new TlsKnock(sockets);
        sockets.onConnected(knock::startWatching);
        return knock;
    }

    private void startWatching() {
        Thread thread = new Thread(this::watch, "parley-probe-tls");
        thread.setDaemon(true);
        thread.start();
    }

    boolean waitsForTls() {
        return waitsForTls;
    }

    private void watch() {
        CapturingSocket silent = sockets.connected();
        try {
            if (!silent.hasReceived(GREETING_SECONDS, TimeUnit.SECONDS)
                    && !silent.isClosed()
                    && answers(silent.server())) {
                waitsForTls = true;
                silent.close();
            }
        } catch (IOException e) {
            // The dialog goes on, and ends at its time-out.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answers(InetSocketAddress server) throws IOException {
        try (CapturingSocket socket = new CapturingSocket()) {
            socket.connect(server, LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket client =
                    (SSLSocket) tls.createSocket(socket, server.getHostString(), server.getPort(), true)) {
                client.startHandshake();
            } catch (IOException e) {
                // An alert, or a certificate that is not trusted, is an answer, too.
            }
            byte[] received = socket.received();
            return received.length > 0 && (received[0] == HANDSHAKE || received[0] == ALERT);
        }
    }
}
