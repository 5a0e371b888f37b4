package dev.parley.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** The server's certificate was rejected. */
final class DistrustException extends CertificateException {
    private final transient X509Certificate certificate;
    private final boolean chainTrusted;

    /** @param refusal its cause decides which alert JSSE sends */
    DistrustException(CertificateException refusal, X509Certificate certificate, boolean chainTrusted) {
        super(reason(refusal), refusal.getCause());
        this.certificate = certificate;
        this.chainTrusted = chainTrusted;
    }

    /** The message of a check with its innermost cause: without it, an expired certificate is only "validity check failed". */
    static String reason(CertificateException refusal) {
        String message = String.valueOf(refusal.getMessage());
        Throwable innermost = refusal;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String cause = innermost.getMessage() == null ? "" : innermost.getMessage();
        return message.contains(cause) ? message : message + ": " + cause;
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** Whether the chain is trusted, so that only the name can be wrong. */
    boolean chainTrusted() {
        return chainTrusted;
    }
}
