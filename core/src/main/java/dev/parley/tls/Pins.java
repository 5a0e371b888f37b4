package dev.parley.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares public keys with pins, as RFC 7469 s2.6 does. A server may send any certificate: only those of the verified chain,
 * from its own to the trusted root, count. JSSE does not report that chain, so it is built once more.
 */
final class Pins {
    private Pins() {}

    /** The pin of a certificate's key: its hash in base64 (RFC 7469 s2.4). */
    static String of(Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether one of the pins is that of a certificate of the verified chain.
     *
     * @param sent the certificates as the server sent them, which are trusted
     * @param anchors the trusted roots
     */
    static boolean include(List<String> pins, X509Certificate[] sent, X509Certificate[] anchors) {
        for (Certificate certificate : verified(sent, anchors)) {
            if (pins.contains(of(certificate))) {
                return true;
            }
        }
        return false;
    }

    /** The chain from the server's certificate to the root; empty: there is none. */
    private static List<Certificate> verified(X509Certificate[] sent, X509Certificate[] anchors) {
        Set<TrustAnchor> roots = new HashSet<>();
        for (X509Certificate anchor : anchors) {
            roots.add(new TrustAnchor(anchor, null));
        }
        X509CertSelector own = new X509CertSelector();
        own.setCertificate(sent[0]);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, own);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(sent))));
            parameters.setMaxPathLength(
                    sent.length); // The default is shorter than the longest chain that JSSE accepts.
            parameters.setRevocationEnabled(false); // The trust manager has checked it, where it is enabled.
            PKIXCertPathBuilderResult result = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<Certificate> chain = new ArrayList<>(result.getCertPath().getCertificates());
            chain.add(result.getTrustAnchor().getTrustedCert());
            return chain;
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }
}
