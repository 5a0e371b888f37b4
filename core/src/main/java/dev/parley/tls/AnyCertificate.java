package dev.parley.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Accepts any chain, for a host in {@code ssl.trust}. It is deliberately not an X509ExtendedTrustManager: with a plain one
 * JSSE itself still compares the host name where endpoint identification is enabled.
 */
final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("the client is never a TLS server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        // Any.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
