package dev.parley.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server whose queue of connections is full, and which accepts none: connecting to it waits. */
public final class FullServer implements Closeable {
    private static final int BACKLOG = 1;
    private static final int SURE = 16;

    private final int port;
    private final List<Closeable> open = new ArrayList<>();

    private FullServer(int port) {
        this.port = port;
    }

    /** On a free port of the loopback address. */
    public static FullServer start() throws IOException {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** @param local port 0: a free port */
    public static FullServer at(InetSocketAddress local) throws IOException {
        ServerSocket listener = new ServerSocket(local.getPort(), BACKLOG, local.getAddress());
        FullServer server = new FullServer(listener.getLocalPort());
        server.open.add(listener);
        InetSocketAddress address = new InetSocketAddress(local.getAddress(), server.port);
        for (int i = 0; i <= BACKLOG; i++) { // Linux takes one more.
            Socket queued = new Socket();
            server.open.add(queued);
            queued.connect(address);
        }
        for (int i = 0; i < SURE; i++) {
            SocketChannel more = SocketChannel.open();
            server.open.add(more);
            more.configureBlocking(false);
            more.connect(address);
        }
        return server;
    }

    /** On a Unix domain socket. */
    public static FullServer on(Path path) throws IOException {
        FullServer server = new FullServer(-1);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.open.add(listener);
        listener.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        try {
            while (true) {
                SocketChannel queued = SocketChannel.open(StandardProtocolFamily.UNIX);
                server.open.add(queued);
                queued.configureBlocking(false);
                queued.connect(UnixDomainSocketAddress.of(path));
            }
        } catch (SocketException e) {
            return server; // The queue is full.
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
