package dev.parley.sasl;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSession;

/** The server of one login, which one thread runs. Only {@link #abort} is for others. */
public final class Server {
    private final String service;
    private final String host;
    private final List<String> offered;
    private final Peer peer;
    private final Limit limit;
    private ChannelBinding binding; // null: there is none, or it is not derived yet
    private boolean bindingIsDerived;
    private volatile Future<?> wait; // null: none
    private volatile boolean aborted;

    /**
     * @param service the protocol's name as a service (RFC 4422 s4): smtp, lmtp, sieve
     * @param host the requested name
     * @param offered the mechanisms that it announces
     * @param peer its side of the connection
     * @param limit of a wait for another server, such as a KDC
     */
    public Server(String service, String host, List<String> offered, Peer peer, Limit limit) {
        this.service = service;
        this.host = host;
        this.offered = offered;
        this.peer = peer;
        this.limit = limit;
    }

    /** Without a limit. */
    Server(String service, String host, List<String> offered, Peer peer) {
        this(service, host, offered, peer, new Limit(Duration.ZERO, System.nanoTime() + Long.MAX_VALUE / 4));
    }

    /**
     * The limits of a wait: the earlier one counts.
     *
     * @param timeout of a reply during the login, from the start of the wait; zero: none
     * @param deadline of the operation that logs in, in the time of {@link System#nanoTime}; years ahead: none
     */
    public record Limit(Duration timeout, long deadline) {}

    /**
     * The server's side of a connection.
     *
     * @param address null: it has none
     * @param certificate null: there is no TLS
     * @param session null: there is no TLS
     * @param identityProven whether the link is TLS and the certificate proves that the server is the host
     */
    public record Peer(InetAddress address, X509Certificate certificate, SSLSession session, boolean identityProven) {
        /** Without a session: tls-exporter is not used. */
        public Peer(InetAddress address, X509Certificate certificate, boolean identityProven) {
            this(address, certificate, null, identityProven);
        }
    }

    String service() {
        return service;
    }

    String host() {
        return host;
    }

    /** The mechanisms that it announces. */
    public List<String> offered() {
        return offered;
    }

    /** Its side of the connection. */
    Peer peer() {
        return peer;
    }

    Limit limit() {
        return limit;
    }

    /** Ends the login's wait for another server: the connection is closed by another thread. */
    public void abort() {
        aborted = true;
        Future<?> awaited = wait;
        if (awaited != null) {
            awaited.cancel(false);
        }
    }

    /** The login begins to wait for a result, which {@link #abort} cancels. */
    void beginWait(Future<?> result) {
        wait = result;
        if (aborted) {
            result.cancel(false);
        }
    }

    void endWait() {
        wait = null;
    }

    boolean offers(String mechanism) {
        for (String name : offered) {
            if (name.equalsIgnoreCase(mechanism)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it announces a mechanism with channel binding. */
    boolean offersChannelBinding() {
        return anyBindsChannel(offered);
    }

    /** The channel binding of the connection, derived once; null: there is none. */
    ChannelBinding binding() {
        if (!bindingIsDerived) {
            binding = ChannelBinding.of(peer.certificate, peer.session);
            bindingIsDerived = true;
        }
        return binding;
    }

    /** Whether the connection has a channel binding that is used without being configured. */
    boolean bindsByDefault() {
        ChannelBinding own = binding();
        return own != null && own.isDefault();
    }

    /** Whether one of the names is that of a variant with channel binding. */
    static boolean anyBindsChannel(List<String> mechanisms) {
        for (String mechanism : mechanisms) {
            if (bindsChannel(mechanism)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the name is that of a variant with channel binding. */
    static boolean bindsChannel(String mechanism) {
        return mechanism.regionMatches(true, 0, "SCRAM-", 0, 6)
                && mechanism.regionMatches(true, mechanism.length() - 5, "-PLUS", 0, 5);
    }
}
