package dev.parley.tls;

import dev.parley.trace.Escaped;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Subject, names, issuer and expiry of a certificate, for texts. */
record CertificateSummary(String subject, List<String> names, String issuer, Instant expires) {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final int MOST_NAMES = 5;

    static CertificateSummary of(X509Certificate certificate) {
        return new CertificateSummary(
                name(certificate.getSubjectX500Principal()),
                names(certificate),
                name(certificate.getIssuerX500Principal()),
                certificate.getNotAfter().toInstant());
    }

    /** The name in the form of RFC 2253, but with a mail address (RFC 2985 s5.2.1) as text instead of hex. */
    static String name(X500Principal principal) {
        return principal.getName(X500Principal.RFC2253, Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS"));
    }

    /** The first names; empty: there is none. */
    String firstNames() {
        int more = names.size() - MOST_NAMES;
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return Escaped.text(first) + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public String toString() {
        return "subject " + subject + ", names " + names + ", issuer " + issuer + ", expires " + expires;
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            List<String> names = new ArrayList<>();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.get(0).equals(DNS) || name.get(0).equals(IP)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
            return List.copyOf(names);
        } catch (CertificateParsingException e) {
            return List.of("unreadable: " + e.getMessage());
        }
    }
}
