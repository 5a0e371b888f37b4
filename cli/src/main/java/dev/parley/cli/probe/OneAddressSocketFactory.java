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

    OneAddressSocketFactory(InetAddress address) {
        this.address = address;
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress requested, int millis) throws IOException {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                try {
                    super.connect(new InetSocketAddress(address, ((InetSocketAddress) requested).getPort()), millis);
                } catch (IOException e) {
                    failure = Optional.of(e);
                    throw e;
                }
            }
        };
    }
}
