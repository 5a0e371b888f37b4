package dev.parley.smtp;

import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/** A factory of the application's own, which is asked for nothing but sockets that are not connected yet. */
final class UnconnectedSockets extends SocketFactory {
    private final Supplier<Socket> made;

    UnconnectedSockets(Supplier<Socket> made) {
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
