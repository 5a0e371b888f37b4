package dev.parley.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The facts of a TLS session, as {@code openssl s_client -brief} gives them.
 *
 * @param names the DNS names and IP addresses of the certificate's subjectAltName
 */
public record TlsReport(
        String protocol,
        String cipher,
        String subject,
        List<String> names,
        String issuer,
        Instant expires,
        Verification verification,
        Duration handshake) {

    private static final int DNS = 2;
    private static final int IP = 7;

    static TlsReport of(
            String protocol, String cipher, X509Certificate peer, Verification verification, Duration handshake) {
        return new TlsReport(
                protocol,
                cipher,
                peer.getSubjectX500Principal().getName(),
                names(peer),
                peer.getIssuerX500Principal().getName(),
                peer.getNotAfter().toInstant(),
                verification,
                handshake);
    }

    static String describe(X509Certificate peer) {
        return "subject " + peer.getSubjectX500Principal().getName() + ", names " + names(peer) + ", issuer "
                + peer.getIssuerX500Principal().getName() + ", expires "
                + peer.getNotAfter().toInstant();
    }

    private static List<String> names(X509Certificate peer) {
        try {
            Collection<List<?>> names = peer.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Objects.equals(name.get(0), DNS) || Objects.equals(name.get(0), IP))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of("unreadable: " + e.getMessage());
        }
    }
}
