package dev.parley.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * An SMTP server on loopback that accepts everything, as if it were far away, and counts how often its clients wait.
 *
 * <p>The count is exact where a client that has more to say says it within the round trip: choose one that is longer than
 * a pause of the JVM.
 */
public final class CountingServer implements AutoCloseable {
    private static final int WAITING = 256;

    private final Offer offer;
    private final Duration roundTrip;
    private final Optional<SSLContext> tls;
    private final ServerSocket listener;
    private final Tally tally = new Tally();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private CountingServer(Offer offer, Duration roundTrip, Optional<SSLContext> tls) throws IOException {
        this.offer = offer;
        this.roundTrip = roundTrip;
        this.tls = tls;
        this.listener = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
    }

    /**
     * Listens on a free port.
     *
     * @param roundTrip how far away the server is
     * @param tls its certificate, where it offers STARTTLS
     */
    public static CountingServer start(Offer offer, Duration roundTrip, Optional<SSLContext> tls) throws IOException {
        CountingServer server = new CountingServer(offer, roundTrip, tls);
        daemon("counting-server", server::listen);
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What has been seen so far. */
    public Counts counts() {
        return tally.counts();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                tally.connection();
                daemon("counting-server connection", () -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Conversation(new LatentSocket(socket, roundTrip, tally), offer, tls, tally).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
