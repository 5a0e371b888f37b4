package dev.parley.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

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
