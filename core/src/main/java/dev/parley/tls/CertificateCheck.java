package dev.parley.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
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
            checkByJdk(chain, authType, socket);
        } catch (CertificateException e) {
            List<TlsProblem> problems =
                    CertificateProblems.of(chain, getAcceptedIssuers(), host(socket), isTrusted(chain, authType), e);
            if (strict) {
                SSLSession session = ((SSLSocket) socket).getHandshakeSession();
                throw new DistrustException(
                        e,
                        problems,
                        new ReceivedCertificates(List.of(chain), session.getProtocol(), session.getCipherSuite()));
            }
            problem = TlsProblem.sentence(problems);
        }
        new CertificateVerdict(problem).keepWith(((SSLSocket) socket).getHandshakeSession());
    }

    /** With an empty trust store, the JDK reports an unexpected error. */
    private void checkByJdk(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType, socket);
        } catch (RuntimeException e) {
            if (getAcceptedIssuers().length == 0) {
                throw new CertificateException(e.getMessage(), e);
            }
            throw e;
        }
    }

    /** The host that the certificate must name; null: any. */
    private static String host(Socket socket) {
        SSLSocket secured = (SSLSocket) socket;
        String algorithm = secured.getSSLParameters().getEndpointIdentificationAlgorithm();
        return algorithm == null || algorithm.isEmpty()
                ? null
                : secured.getHandshakeSession().getPeerHost();
    }

    private boolean isTrusted(X509Certificate[] chain, String authType) {
        try {
            jdk.checkServerTrusted(chain, authType);
            return true;
        } catch (CertificateException | RuntimeException e) {
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
