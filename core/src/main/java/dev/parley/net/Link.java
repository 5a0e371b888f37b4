package dev.parley.net;

import dev.parley.net.ConnectionBrokenException.LastReply;
import dev.parley.sasl.Server;
import dev.parley.sasl.ServerLocation;
import dev.parley.settings.Phase;
import dev.parley.settings.Timeouts;
import dev.parley.tls.TlsException;
import dev.parley.tls.TlsUpgrade;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import dev.parley.wire.LineReader;
import dev.parley.wire.LineWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A connection to one server: reads and writes lines, and starts TLS.
 *
 * <ol>
 *   <li>connected, without TLS;
 *   <li>{@link #secure}: at most once; bytes that arrived before TLS are not read after it;
 *   <li>{@link #close}: from any thread, any number of times.
 * </ol>
 */
public final class Link implements AutoCloseable {
    static final String ABORTED = "closed by another thread";

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** How long a check for unread bytes waits for the rest of a TLS record. */
    private static final Duration RECORD = Duration.ofMillis(100);

    /** How long a TLS record may go on arriving in pieces during such a check. */
    private static final Duration SLOWEST_RECORD = Duration.ofSeconds(5);

    private final Socket raw;
    private final String server;
    private final Timeouts timeouts;
    private final Limits limits;
    private final Trace trace;
    private final ServerLocation location;
    private final Watchdog watchdog;
    private final Watchdog writeWatchdog;
    private Socket socket;
    private DeadlineInput input;
    private LineReader reader;
    private LinkOutput output;
    private LineWriter writer;
    private boolean wasRead;
    private long writesBeforeReply; // the socket writes before the last reply
    private volatile boolean aborted;
    private volatile Server login; // of the last login; null: none has begun

    /** Null: no TLS. */
    private TlsReport tls;

    /** Null: no TLS. */
    private TlsUpgrade upgrade;

    /** Null: no TLS. */
    private X509Certificate certificate;

    /**
     * A link over a socket that is connected to the server itself.
     *
     * @param server the name of the server in error messages: host and port, or the path of a Unix domain socket
     */
    public Link(Socket raw, String server, Timeouts timeouts, Limits limits, Trace trace) throws IOException {
        this(raw, server, locationOf(raw), timeouts, limits, trace);
    }

    /** @param location of the server: with a proxy, the socket has the proxy's address */
    Link(Socket raw, String server, ServerLocation location, Timeouts timeouts, Limits limits, Trace trace)
            throws IOException {
        this.raw = raw;
        this.server = server;
        this.location = location;
        this.watchdog = Watchdog.of(raw);
        this.writeWatchdog = timeouts.writeClock() == null ? watchdog : Watchdog.of(raw, timeouts.writeClock());
        this.timeouts = timeouts;
        this.limits = limits;
        this.trace = trace;
        raw.setTcpNoDelay(true);
        use(raw);
    }

    /** An operation of the application begins, such as a send: its deadline limits all reads and writes until its end. */
    public void begin(Deadline operation) {
        watchdog.limit(operation);
        writeWatchdog.limit(operation);
    }

    /** The deadline of the present operation. */
    public Deadline operation() {
        return watchdog.operation();
    }

    /** The reader, with a time-out for all bytes that are read before the next call; zero: none. */
    public LineReader reader(Duration limit) {
        return reader(limit, System.nanoTime());
    }

    /** The reader, with a deadline for all bytes that are read before the next call. */
    public LineReader reader(Deadline deadline) {
        return reader(deadline.limit(), deadline.start());
    }

    private LineReader reader(Duration limit, long start) {
        input.allow(limit, start);
        wasRead = true;
        writesBeforeReply = output.writes();
        return reader;
    }

    /** Whether unread bytes have arrived; with TLS, whether unread bytes have been decrypted. */
    public boolean hasUnread() throws IOException {
        return reader.arrived() > 0;
    }

    /**
     * Whether unread bytes have arrived, decrypted or not. Session tickets and key updates (RFC 8446 s4.6) do not count:
     * they are processed. A TLS record of which only a part arrives in time stays in the TLS socket and is found later.
     * Where the application connected with a TLS socket, and with TLS over a Unix domain socket, only decrypted bytes
     * are found.
     *
     * @throws IOException when the connection has ended
     */
    public boolean hasArrived() throws IOException {
        return hasUnread() || socket != raw && hasArrivedEncrypted();
    }

    /**
     * The same without a system call where nothing was written without TLS since the last reply was requested: since then
     * the server has had no reason to reply. An unsolicited reply that arrives after that read is found before the next
     * command only. This saves one of two ioctl calls for a message of up to 64 KB.
     */
    public boolean hasArrivedSinceReply() throws IOException {
        boolean quiet = socket == raw && output.writes() == writesBeforeReply;
        return quiet ? reader.hasBuffered() : hasArrived();
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
            input.forgetRead();
            return false;
        }
    }

    public LineWriter writer() {
        return writer;
    }

    /** For content; it shares its buffer with the {@link #writer}. */
    public OutputStream output() {
        return output;
    }

    /** The server in error messages: host and port, or the path of a Unix domain socket. */
    public String server() {
        return server;
    }

    public Timeouts timeouts() {
        return timeouts;
    }

    /** The local address of the connection. */
    public InetAddress localAddress() {
        return raw.getLocalAddress();
    }

    public Trace trace() {
        return trace;
    }

    /** Where the server is, by its address, not by its name. */
    public ServerLocation location() {
        return location;
    }

    public boolean isUnixSocket() {
        return raw instanceof UnixSocket;
    }

    private static ServerLocation locationOf(Socket socket) {
        InetAddress address = socket.getInetAddress();
        boolean local = address != null && address.isLoopbackAddress() || socket instanceof UnixSocket;
        return local ? ServerLocation.LOOPBACK : ServerLocation.REMOTE;
    }

    /** Empty: no TLS. */
    public Optional<TlsReport> tls() {
        return Optional.ofNullable(tls);
    }

    /** Whether the link is TLS and its certificate proves that the server is the requested host. */
    public boolean identityProven() {
        return tls != null && tls.verification().identityProven();
    }

    /**
     * The server of a login, which begins. Its waits are limited by the time-out of a reply and the deadline of the
     * operation, and {@link #abort} ends them.
     *
     * @param service the protocol's name as a service (RFC 4422 s4)
     * @param host the requested name
     * @param offered the mechanisms that the server lists
     * @param phase of the login
     */
    public Server server(String service, String host, List<String> offered, Phase phase) {
        SSLSession session = tls == null ? null : ((SSLSocket) socket).getSession();
        Server.Peer peer = new Server.Peer(raw.getInetAddress(), certificate, session, identityProven());
        Server.Limit limit = new Server.Limit(
                timeouts.reply(phase), System.nanoTime() + operation().nanosLeft());
        Server server = new Server(service, host, offered, peer, limit);
        login = server;
        if (aborted) {
            server.abort();
        }
        return server;
    }

    /**
     * Starts TLS. Bytes that arrived in clear after the reply that allowed it were injected (RFC 3207 s6): the link fails.
     *
     * @param limit for the whole handshake; zero: none
     */
    public void secure(TlsUpgrade upgrade, Duration limit) throws IOException {
        if (wasRead && hasUnread()) {
            throw new IOException(
                    reader.arrived() + " octets arrived before the TLS handshake and may have been injected");
        }
        TlsUpgrade.Secured secured = shakeHands(upgrade, limit);
        use(secured.socket());
        certificate = secured.certificate();
        tls = secured.report();
        this.upgrade = upgrade;
        trace.secured(secured.report());
    }

    public boolean isClosed() {
        return raw.isClosed();
    }

    /** Closes from another thread: a blocked read or write fails at once. */
    public void abort() {
        aborted = true;
        Server waiting = login;
        if (waiting != null) {
            waiting.abort();
        }
        Watchdog.closeAtOnce(raw);
    }

    /** @throws ConnectionBrokenException when the link is closed */
    public void requireOpen(Phase phase) throws ConnectionBrokenException {
        if (isClosed()) {
            IOException closed = new IOException(aborted ? ABORTED : "the connection is closed");
            throw new ConnectionBrokenException(server, phase, closed, LastReply.NONE, null);
        }
    }

    /** Closes the link after a failure, and traces both. */
    public ConnectionBrokenException broken(Phase phase, IOException failure) {
        return broken(phase, failure, LastReply.NONE);
    }

    /**
     * The same after a reply, which is the reason where it is a rejection.
     *
     * @param last the last reply of the server
     */
    public ConnectionBrokenException broken(Phase phase, IOException failure, LastReply last) {
        Duration waited = input.waited();
        close();
        IOException redacted = trace.forException(upgrade == null ? failure : upgrade.explained(failure));
        IOException cause = aborted ? new IOException(ABORTED, redacted) : redacted;
        if (cause instanceof TlsException handshake && !phase.mayBeDelivered()) {
            trace.handshakeFailed(phase.phrase(), handshake.getMessage(), handshake.report());
        } else if (last.answer().refused() && !phase.mayBeDelivered()) {
            trace.refused(phase.phrase(), ConnectionBrokenException.reason(cause));
        } else {
            trace.failed(phase.phrase(), ConnectionBrokenException.reason(cause), phase.mayBeDelivered());
        }
        trace.closed("after a failure");
        return new ConnectionBrokenException(server, phase, cause, last, waited);
    }

    /** A TLS socket sends close_notify and, since TLS 1.3, waits for the server's: at most a second. */
    @Override
    public void close() {
        boolean plain = socket.getClass() == Socket.class;
        if (!plain && !raw.isClosed()) {
            Watchdog closing = Watchdog.over(raw, CLOSING);
            try (closing) {
                closeQuietly(socket);
            }
        }
        closeQuietly(raw);
        watchdog.close();
        writeWatchdog.close();
    }

    private TlsUpgrade.Secured shakeHands(TlsUpgrade upgrade, Duration limit) throws IOException {
        watchdog.start(limit);
        try {
            return upgrade.over(raw);
        } catch (IOException e) {
            throw watchdog.reason(e, "no TLS handshake within " + limit.toMillis() + " ms");
        } finally {
            watchdog.stop();
        }
    }

    private void use(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new DeadlineInput(socket, watchdog);
        this.reader = new LineReader(input, limits);
        this.output = new LinkOutput(socket.getOutputStream(), writeWatchdog, timeouts.write());
        this.writer = new LineWriter(output);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more can be closed, and all data has been sent.
        }
    }
}
