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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** The rest of what a TLS socket knows of the other side. */
final class PeerDetails {
    private PeerDetails() {}

    static TlsDetails of(SSLSocket socket) throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = Arrays.stream(socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
        X509Certificate own = chain.get(0);
        return new TlsDetails(
                chain.stream().map(PeerDetails::names).toList(),
                own.getNotBefore().toInstant(),
                key(own.getPublicKey()),
                fingerprint(own),
                Optional.of(socket.getApplicationProtocol()).filter(agreed -> !agreed.isEmpty()));
    }

    private static TlsDetails.Certificate names(X509Certificate certificate) {
        return new TlsDetails.Certificate(
                Peer.name(certificate.getSubjectX500Principal()), Peer.name(certificate.getIssuerX500Principal()));
    }

    private static String key(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        } else if (key instanceof ECKey ec) {
            return "EC " + ec.getParams().getOrder().bitLength();
        }
        return key.getAlgorithm();
    }

    private static String fingerprint(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
