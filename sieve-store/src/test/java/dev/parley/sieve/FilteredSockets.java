package dev.parley.sieve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/** Sockets that cannot connect to 192.0.2.1 (RFC 5737), as through a firewall that drops the packets; the time-out is reported at once. */
final class FilteredSockets extends SocketFactory {
    private static final String FILTERED = "192.0.2.1";

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress address, int limit) throws IOException {
                if (address.toString().contains(FILTERED)) {
                    throw new SocketTimeoutException("Connect timed out");
                }
                super.connect(address, limit);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
