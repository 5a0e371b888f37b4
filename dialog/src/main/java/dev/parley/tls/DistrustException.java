package dev.parley.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** A certificate that is not taken. */
final class DistrustException extends CertificateException {
    private final transient X509Certificate peer;
    private final boolean chainTrusted;

    /** @param refusal whose cause JSSE looks at to choose the alert it sends */
    DistrustException(CertificateException refusal, X509Certificate peer, boolean chainTrusted) {
        super(refusal.getMessage(), refusal.getCause());
        this.peer = peer;
        this.chainTrusted = chainTrusted;
    }

    X509Certificate peer() {
        return peer;
    }

    /** Whether the chain alone was good, so that the problem can only be the name. */
    boolean chainTrusted() {
        return chainTrusted;
    }
}
