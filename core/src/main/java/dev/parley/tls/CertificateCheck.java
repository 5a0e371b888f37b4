package dev.parley.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Runs the JDK's trust manager and keeps its verdict with the TLS session; rejects a certificate only if strict. */
final class CertificateCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;
    private final boolean strict;

    CertificateCheck(X509ExtendedTrustManager jdk, boolean strict) {
        this.jdk = jdk;
        this.strict = strict;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        String problem = null;
        try {
            jdk.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            if (strict) {
                throw new DistrustException(e, chain[0], isTrusted(chain, authType));
            }
            problem = DistrustException.reason(e);
        }
        new CertificateVerdict(problem).keepWith(((SSLSocket) socket).getHandshakeSession());
    }

    private boolean isTrusted(X509Certificate[] chain, String authType) {
        try {
            jdk.checkServerTrusted(chain, authType);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        jdk.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        jdk.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
