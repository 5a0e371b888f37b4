package dev.parley.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks the JDK's trust manager, keeps the certificate and the verdict, and refuses only where told to. */
final class CertificateCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;
    private final boolean strict;
    private X509Certificate peer;
    private CertificateException problem;
    private boolean chainTrusted;

    CertificateCheck(X509ExtendedTrustManager jdk, boolean strict) {
        this.jdk = jdk;
        this.strict = strict;
    }

    Optional<X509Certificate> peer() {
        return Optional.ofNullable(peer);
    }

    Optional<CertificateException> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether the chain alone was good, so that a problem can only be the name. */
    boolean chainTrusted() {
        return chainTrusted;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        peer = chain[0];
        try {
            jdk.checkServerTrusted(chain, authType, socket);
            chainTrusted = true;
        } catch (CertificateException e) {
            problem = e;
            chainTrusted = isTrusted(chain, authType);
            if (strict) {
                throw e;
            }
        }
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
