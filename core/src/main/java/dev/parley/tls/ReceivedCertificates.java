package dev.parley.tls;

import dev.parley.trace.Escaped;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that a server sent in a handshake that failed.
 *
 * @param chain at least one, the server's own first
 * @param protocol the TLS version
 */
record ReceivedCertificates(List<X509Certificate> chain, String protocol, String cipher) {
    private static final int MOST = 6;

    /** The extension authorityInfoAccess (RFC 5280 s4.2.2.1). */
    private static final String INFO_ACCESS = "1.3.6.1.5.5.7.1.1";

    /** The DER form of caIssuers (1.3.6.1.5.5.7.48.2), and of the beginning of a URI after it. */
    private static final byte[] ISSUERS_URI = {6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2, (byte) 0x86};

    private static final int LONGEST_SHORT = 0x7f;

    /** One line for each certificate. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.min(chain.size(), MOST); i++) {
            X509Certificate certificate = chain.get(i);
            CertificateSummary summary = CertificateSummary.of(certificate);
            String place = chain.size() == 1 ? "" : " " + (i + 1) + " of " + chain.size();
            String names = summary.names().isEmpty() ? "" : ", names " + summary.firstNames();
            lines.add("certificate" + place + ": " + Escaped.text(summary.subject()) + names + ", issuer "
                    + Escaped.text(summary.issuer()) + ", valid from "
                    + certificate.getNotBefore().toInstant() + " to " + summary.expires());
        }
        return lines;
    }

    /** Of the server's own certificate. */
    String fingerprint() {
        return CertificateDetails.fingerprint(chain.get(0));
    }

    /** Where the issuer of the server's certificate publishes its own; empty: it does not. */
    String issuerLocation() {
        byte[] extension = chain.get(0).getExtensionValue(INFO_ACCESS);
        for (int i = 0; extension != null && i + ISSUERS_URI.length < extension.length; i++) {
            int begin = i + ISSUERS_URI.length + 1;
            int length = extension[begin - 1];
            if (startsAt(extension, i) && length > 0 && length <= LONGEST_SHORT && begin + length <= extension.length) {
                return Escaped.text(new String(extension, begin, length, StandardCharsets.US_ASCII));
            }
        }
        return "";
    }

    private static boolean startsAt(byte[] extension, int start) {
        for (int i = 0; i < ISSUERS_URI.length; i++) {
            if (extension[start + i] != ISSUERS_URI[i]) {
                return false;
            }
        }
        return true;
    }

    /** @param why they were rejected */
    TlsReport report(String why, Duration took) {
        CertificateSummary own = CertificateSummary.of(chain.get(0));
        return new TlsReport(
                protocol,
                cipher,
                false,
                own.subject(),
                own.names(),
                own.issuer(),
                own.expires(),
                new Verification.Failed(why),
                took,
                Optional.of(CertificateDetails.of(chain, "")));
    }
}
