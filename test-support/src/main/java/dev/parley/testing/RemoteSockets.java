package dev.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * Sockets that report another address for the server than the one they are connected to: a test server listens on a
 * loopback address, and some rules hold only for other addresses.
 */
public final class RemoteSockets extends SocketFactory {
    private final InetAddress peer;

    /** @param peer an IP address, for example one that is reserved for documentation (RFC 5737, RFC 3849) */
    public RemoteSockets(String peer) throws UnknownHostException {
        this.peer = InetAddress.getByName(peer);
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public InetAddress getInetAddress() {
                return peer;
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new UnsupportedOperationException();
    }
}
