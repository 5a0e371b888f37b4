package dev.parley.tls;

import dev.parley.trace.TlsDetails;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Reads the details of a server's certificates from a TLS socket. */
final class CertificateDetails {
    private CertificateDetails() {}

    static TlsDetails of(SSLSocket socket) throws SSLPeerUnverifiedException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : socket.getSession().getPeerCertificates()) {
            certificates.add((X509Certificate) certificate);
        }
        return of(certificates, socket.getApplicationProtocol());
    }

    /** @param alpn the application protocol; empty: none */
    static TlsDetails of(List<X509Certificate> certificates, String alpn) {
        List<TlsDetails.Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            chain.add(names(certificate));
        }
        X509Certificate own = certificates.get(0);
        return new TlsDetails(
                List.copyOf(chain),
                own.getNotBefore().toInstant(),
                key(own.getPublicKey()),
                fingerprint(own),
                alpn.isEmpty() ? Optional.empty() : Optional.of(alpn));
    }

    private static TlsDetails.Certificate names(X509Certificate certificate) {
        return new TlsDetails.Certificate(
                CertificateSummary.name(certificate.getSubjectX500Principal()),
                CertificateSummary.name(certificate.getIssuerX500Principal()));
    }

    private static String key(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        } else if (key instanceof ECKey ec) {
            return "EC " + ec.getParams().getOrder().bitLength();
        }
        return key.getAlgorithm();
    }

    static String fingerprint(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
