package dev.parley.sasl;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The server of a login.
 *
 * @param service the protocol's name as a service (RFC 4422 s4): smtp, lmtp, sieve
 * @param host the requested name
 * @param offered the mechanisms that it announces
 * @param peer its side of the connection
 */
public record Server(String service, String host, List<String> offered, Peer peer) {

    /**
     * The server's side of a connection.
     *
     * @param address null: it has none
     * @param certificate null: there is no TLS
     * @param identityProven whether the link is TLS and the certificate proves that the server is the host
     */
    public record Peer(InetAddress address, X509Certificate certificate, boolean identityProven) {}

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

    /**
     * The channel binding tls-server-end-point (RFC 5929 s4.1); null: there is none. It is not defined for a signature
     * algorithm without a hash in its name.
     */
    byte[] endPoint() {
        if (peer.certificate == null) {
            return null;
        }
        try {
            byte[] hash = TlsServerEndpoint.getChannelBindingData(peer.certificate);
            return hash.length > 0 ? hash : null;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate from a handshake has an encoding", e);
        }
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
