package dev.parley.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/** A TLS factory of the application's own, which is asked for nothing but to wrap sockets that are connected. */
final class WrappedSockets extends SSLSocketFactory {
    private final Function<String, SSLSocketFactory> real;

    /** @param real what wraps the next socket, by the host it is connected to */
    WrappedSockets(Function<String, SSLSocketFactory> real) {
        this.real = real;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return real.apply(host).createSocket(socket, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        throw new UnsupportedOperationException();
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
