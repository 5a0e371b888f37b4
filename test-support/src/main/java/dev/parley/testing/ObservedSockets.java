package dev.parley.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes TCP sockets and keeps the last: what has arrived, and was not read, is seen only there. */
public final class ObservedSockets extends SocketFactory {
    private volatile Socket made;

    /** Waits until bytes have arrived at the last socket that the client has not read. */
    public void awaitBytes() throws IOException, InterruptedException {
        while (made.getInputStream().available() == 0) {
            Thread.sleep(1); // A time-out of the test interrupts it.
        }
    }

    @Override
    public Socket createSocket() {
        made = new Socket();
        return made;
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
