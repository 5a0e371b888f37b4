package dev.parley.cli.probe;

import dev.parley.cli.shared.PlainSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Creates sockets that connect to one address of a host, whichever address is requested, while TLS still checks the name of
 * the host. A failure is kept and thrown again at once when the transport tries the next address of the host.
 */
final class OneAddressSocketFactory extends PlainSocketFactory {
    private final InetAddress address;
    private Optional<IOException> failure = Optional.empty();
    private volatile CapturingSocket connected;
    private Runnable onConnected = () -> {};

    OneAddressSocketFactory(InetAddress address) {
        this.address = address;
    }

    /** @param action runs when the server has accepted the connection */
    void onConnected(Runnable action) {
        onConnected = action;
    }

    /** The socket of the dialog; null before the server accepts a connection. */
    CapturingSocket connected() {
        return connected;
    }

    @Override
    public Socket createSocket() {
        return new CapturingSocket() {
            @Override
            public void connect(SocketAddress requested, int millis) throws IOException {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                try {
                    super.connect(new InetSocketAddress(address, ((InetSocketAddress) requested).getPort()), millis);
                    connected = this;
                    onConnected.run();
                } catch (IOException e) {
                    failure = Optional.of(e);
                    throw e;
                }
            }
        };
    }
}
