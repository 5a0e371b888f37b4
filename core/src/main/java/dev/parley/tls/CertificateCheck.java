package dev.parley.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Runs the JDK's trust manager and keeps its verdict with the TLS session; rejects a certificate only if strict. Then it
 * compares the pins.
 */
final class CertificateCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;
    private final boolean strict;
    private final List<String> pins;

    /** @param pins one of them must match the trusted chain; empty: none need match. With pins, the check is strict */
    CertificateCheck(X509ExtendedTrustManager jdk, boolean strict, List<String> pins) {
        this.jdk = jdk;
        this.strict = strict;
        this.pins = pins;
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
                throw distrust(e, problems, chain, socket);
            }
            problem = TlsProblem.sentence(problems);
        }
        if (!pins.isEmpty() && !Pins.include(pins, chain, getAcceptedIssuers())) {
            String text = "no certificate of the verified chain has a pinned key";
            List<TlsProblem> problems = List.of(new TlsProblem(TlsProblem.Cause.PIN_MISMATCH, text));
            throw distrust(new CertificateException(text), problems, chain, socket);
        }
        new CertificateVerdict(problem).keepWith(((SSLSocket) socket).getHandshakeSession());
    }

    private static DistrustException distrust(
            CertificateException refusal, List<TlsProblem> problems, X509Certificate[] chain, Socket socket) {
        SSLSession session = ((SSLSocket) socket).getHandshakeSession();
        return new DistrustException(
                refusal,
                problems,
                new ReceivedCertificates(List.of(chain), session.getProtocol(), session.getCipherSuite()));
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
