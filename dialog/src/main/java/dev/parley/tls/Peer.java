package dev.parley.tls;

import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Who the server says it is. */
record Peer(String subject, List<String> names, String issuer, Instant expires) {
    private static final int DNS = 2;
    private static final int IP = 7;

    static Peer of(X509Certificate certificate) {
        return new Peer(
                certificate.getSubjectX500Principal().getName(),
                names(certificate),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotAfter().toInstant());
    }

    TlsReport report(
            String protocol, String cipher, Verification verification, Duration handshake, TlsDetails details) {
        return new TlsReport(
                protocol, cipher, subject, names, issuer, expires, verification, handshake, Optional.of(details));
    }

    @Override
    public String toString() {
        return "subject " + subject + ", names " + names + ", issuer " + issuer + ", expires " + expires;
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
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
