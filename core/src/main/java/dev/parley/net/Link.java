package dev.parley.net;

import dev.parley.sasl.Peer;
import dev.parley.sasl.Server;
import dev.parley.settings.Timeouts;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A connection to one server: lines in, lines out, and the border where TLS begins.
 *
 * <ol>
 *   <li>connected, in clear;
 *   <li>{@link #secure}: at most once; nothing that arrived in clear crosses;
 *   <li>{@link #close}: from any thread, any number of times.
 * </ol>
 */
public final class Link implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /** How long a check for unread bytes waits for the rest of a TLS record. */
    private static final Duration RECORD = Duration.ofMillis(100);

    /** How long a TLS record may go on arriving in pieces during such a check. */
    private static final Duration SLOWEST_RECORD = Duration.ofSeconds(5);

    private final Socket raw;
    private final Timeouts timeouts;
    private final Limits limits;
    private final Trace trace;
    private final Peer peer;
    private Socket socket;
    private DeadlineInput input;
    private LineReader reader;
    private OutputStream output;
    private LineWriter writer;
    private boolean talked;
    private volatile boolean aborted;
    private Optional<TlsReport> tls = Optional.empty();
    private Optional<X509Certificate> certificate = Optional.empty();

    /** A link over a socket that is connected to the server itself. */
    public Link(Socket raw, Timeouts timeouts, Limits limits, Trace trace) throws IOException {
        this(raw, peerOf(raw), timeouts, limits, trace);
    }

    /** @param peer where the server is, which the socket does not know where a proxy is between */
    Link(Socket raw, Peer peer, Timeouts timeouts, Limits limits, Trace trace) throws IOException {
        this.raw = raw;
        this.peer = peer;
        this.timeouts = timeouts;
        this.limits = limits;
        this.trace = trace;
        raw.setTcpNoDelay(true);
        speakOver(raw);
    }

    /** The reader, with {@code limit} from now on for all that is read before the next call; zero for ever. */
    public LineReader reader(Duration limit) {
        return reader(Deadline.in(limit));
    }

    /** The reader, with this deadline for all that is read before the next call. */
    public LineReader reader(Deadline deadline) {
        input.allow(deadline);
        talked = true;
        return reader;
    }

    /** Whether bytes have arrived that were not read yet; over TLS, whether they have been decrypted, too. */
    public boolean hasUnread() throws IOException {
        return reader.arrived() > 0;
    }

    /**
     * Whether bytes have arrived that were not read yet, decrypted or not. Session tickets and key updates (RFC 8446
     * s4.6) are none: they are processed. A TLS record of which only a part arrives in time stays in the TLS socket and
     * is found later. Where the connection was given as a TLS socket, and with TLS over a Unix domain socket, only
     * decrypted bytes are found.
     *
     * @throws IOException when the connection has ended
     */
    public boolean hasArrived() throws IOException {
        return hasUnread() || socket != raw && hasArrivedEncrypted();
    }

    private boolean hasArrivedEncrypted() throws IOException {
        if (raw instanceof UnixSocket || raw.getInputStream().available() == 0) {
            return false;
        }
        input.allowBriefly(RECORD, SLOWEST_RECORD);
        try {
            reader.prefetch();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    public LineWriter writer() {
        return writer;
    }

    /** Content, buffered like the lines. */
    public OutputStream output() {
        return output;
    }

    public Timeouts timeouts() {
        return timeouts;
    }

    /** The address of this end. */
    public InetAddress localAddress() {
        return raw.getLocalAddress();
    }

    public Trace trace() {
        return trace;
    }

    /** Where the server is: its address decides, not its name. */
    public Peer peer() {
        return peer;
    }

    private static Peer peerOf(Socket socket) {
        InetAddress address = socket.getInetAddress();
        boolean local = socket instanceof UnixSocket || address != null && address.isLoopbackAddress();
        return local ? Peer.LOOPBACK : Peer.REMOTE;
    }

    public Optional<TlsReport> tls() {
        return tls;
    }

    /** Whether the link is TLS and the server has proven to be the host that was asked for. */
    public boolean identityProven() {
        return tls.map(report -> report.verification().identityProven()).orElse(false);
    }

    /**
     * The other end, as a login must know it.
     *
     * @param service the protocol's name as a service (RFC 4422 s4)
     * @param host the name that this side asked for
     * @param offered the mechanisms that the server lists
     */
    public Server server(String service, String host, List<String> offered) {
        Optional<InetAddress> address = Optional.ofNullable(raw.getInetAddress());
        return new Server(service, host, address, offered, certificate, identityProven());
    }

    /**
     * From here on TLS. Octets that arrived in clear behind the reply that allowed it were injected: RFC 3207 s6.
     *
     * @param limit for the whole handshake; zero for ever
     */
    public void secure(TlsUpgrade upgrade, Duration limit) throws IOException {
        if (talked && hasUnread()) {
            throw new IOException(
                    reader.arrived()
                            + " octets arrived in clear before the TLS handshake: somebody may be tampering with the connection");
        }
        TlsUpgrade.Secured secured = shakeHands(upgrade, limit);
        speakOver(secured.socket());
        certificate = Optional.of(secured.certificate());
        tls = Optional.of(secured.report());
        trace.secured(secured.report());
    }

    public boolean isClosed() {
        return raw.isClosed();
    }

    /** Closes from another thread: whoever waits for the peer fails at once, and {@link #isAborted} says why. */
    public void abort() {
        aborted = true;
        closeQuietly(raw);
    }

    public boolean isAborted() {
        return aborted;
    }

    /** A TLS socket says goodbye and, since TLS 1.3, waits for the peer's: for a moment only. */
    @Override
    public void close() {
        if (!raw.isClosed()) {
            Watchdog.Watch watch = Watchdog.over(raw, GOODBYE);
            try (watch) {
                closeQuietly(socket);
            }
        }
        closeQuietly(raw);
    }

    private TlsUpgrade.Secured shakeHands(TlsUpgrade upgrade, Duration limit) throws IOException {
        raw.setSoTimeout(0);
        if (limit.isZero()) {
            return upgrade.over(raw);
        }
        Watchdog.Watch watch = Watchdog.over(raw, limit);
        try (watch) {
            return upgrade.over(raw);
        } catch (IOException e) {
            if (watch.hasExpired()) {
                throw new SocketTimeoutException("no TLS handshake within " + limit.toMillis() + " ms");
            }
            throw e;
        }
    }

    private void speakOver(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new DeadlineInput(raw, socket);
        this.reader = new LineReader(input, limits);
        this.output = new BufferedOutputStream(new WatchedOutput(raw, socket.getOutputStream(), timeouts), BUFFER);
        this.writer = new LineWriter(output);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more can be done, and whatever was to be said over it has been.
        }
    }
}
