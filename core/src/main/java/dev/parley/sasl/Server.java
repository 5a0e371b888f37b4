package dev.parley.sasl;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;

/**
 * The server of a login.
 *
 * @param service the protocol's name as a service (RFC 4422 s4): smtp, lmtp, sieve
 * @param host the requested name
 * @param offered the mechanisms that it announces
 * @param peer its side of the connection
 * @param deadline of the operation that logs in, in the time of {@link System#nanoTime}; years ahead: none
 */
public record Server(String service, String host, List<String> offered, Peer peer, long deadline) {
    /** Without a deadline. */
    Server(String service, String host, List<String> offered, Peer peer) {
        this(service, host, offered, peer, System.nanoTime() + Long.MAX_VALUE / 4);
    }

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

    /** The channel binding of the connection; null: there is none. */
    ChannelBinding binding() {
        return ChannelBinding.of(peer.certificate, peer.session);
    }

    /** Whether the connection has a channel binding that is used without being configured. */
    boolean bindsByDefault() {
        ChannelBinding binding = binding();
        return binding != null && binding.isDefault();
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
