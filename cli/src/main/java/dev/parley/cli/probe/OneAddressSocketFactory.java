package dev.parley.cli.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Creates sockets that connect to one address of a host, whichever address is requested, while TLS still checks the name of
 * the host. A failure is kept and thrown again at once when the transport tries the next address of the host.
 */
final class OneAddressSocketFactory extends SocketFactory {
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

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(address, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(address, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new Socket(address, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(address, port, local, localPort);
    }
}
