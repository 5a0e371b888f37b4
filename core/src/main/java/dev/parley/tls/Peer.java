package dev.parley.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;

/** Who the server says it is. */
record Peer(String subject, List<String> names, String issuer, Instant expires) {
    private static final int DNS = 2;
    private static final int IP = 7;

    static Peer of(X509Certificate certificate) {
        return new Peer(
                name(certificate.getSubjectX500Principal()),
                names(certificate),
                name(certificate.getIssuerX500Principal()),
                certificate.getNotAfter().toInstant());
    }

    /** As RFC 2253 has it, but a mail address in it (RFC 2985 s5.2.1) is to be read, and not in hex. */
    static String name(X500Principal principal) {
        return principal.getName(X500Principal.RFC2253, Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS"));
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
