package dev.parley.cli.probe;

import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A certificate of the chain that the server sends: the facts that {@code openssl s_client} prints below its names. */
record ChainCertificate(String key, String signature, Instant begins, Instant ends) {

    static ChainCertificate of(X509Certificate certificate) {
        return new ChainCertificate(
                key(certificate.getPublicKey()),
                certificate.getSigAlgName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    String line() {
        return key + ", signed with " + signature + ", valid " + begins + " to " + ends;
    }

    private static String key(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        } else if (key instanceof ECKey ec) {
            return "EC " + ec.getParams().getOrder().bitLength();
        }
        return key.getAlgorithm();
    }

    /** Reads the chain after the handshake, and accepts every name: the check of the name has taken place. */
    static final class Reader implements HostnameVerifier {
        private final List<ChainCertificate> chain = new ArrayList<>();

        @Override
        public boolean verify(String host, SSLSession session) {
            try {
                Certificate[] sent = session.getPeerCertificates();
                chain.clear();
                Arrays.stream(sent)
                        .map(X509Certificate.class::cast)
                        .map(ChainCertificate::of)
                        .forEach(chain::add);
            } catch (SSLPeerUnverifiedException e) {
                chain.clear();
            }
            return true;
        }

        List<ChainCertificate> chain() {
            return List.copyOf(chain);
        }
    }
}
