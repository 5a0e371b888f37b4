package dev.parley.testing;

import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/** An application's factory that creates only unconnected sockets. */
public final class UnconnectedSockets extends SocketFactory {
    private final Supplier<Socket> made;

    public UnconnectedSockets(Supplier<Socket> made) {
        this.made = made;
    }

    @Override
    public Socket createSocket() {
        return made.get();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
