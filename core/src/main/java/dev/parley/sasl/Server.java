package dev.parley.sasl;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The server of a login, as far as a mechanism must know it.
 *
 * @param service the protocol's name as a service (RFC 4422 s4): smtp, lmtp, sieve
 * @param host the name that this side asked for
 * @param address where it is; empty where it has none
 * @param offered the mechanisms it lists
 * @param certificate the one it showed; empty on a link in clear
 * @param identityProven whether the link is TLS and the server has proven to be the host
 */
public record Server(
        String service,
        String host,
        Optional<InetAddress> address,
        List<String> offered,
        Optional<X509Certificate> certificate,
        boolean identityProven) {

    boolean offers(String mechanism) {
        return offered.stream().anyMatch(mechanism::equalsIgnoreCase);
    }

    /**
     * The channel binding tls-server-end-point (RFC 5929 s4.1). A signature algorithm whose name tells no hash has none
     * that both sides must agree on.
     */
    Optional<byte[]> endPoint() {
        return certificate.map(Server::hash).filter(hash -> hash.length > 0);
    }

    private static byte[] hash(X509Certificate certificate) {
        try {
            return TlsServerEndpoint.getChannelBindingData(certificate);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate out of a handshake has an encoding", e);
        }
    }
}
