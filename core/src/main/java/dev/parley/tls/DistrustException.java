package dev.parley.tls;

import java.security.cert.CertificateException;
import java.util.List;

/** The server's certificate was rejected. */
final class DistrustException extends CertificateException {
    private final transient List<TlsProblem> problems;
    private final transient ReceivedCertificates certificates;

    /** @param refusal its cause decides which alert JSSE sends */
    DistrustException(CertificateException refusal, List<TlsProblem> problems, ReceivedCertificates certificates) {
        super(CertificateProblems.reason(refusal), refusal.getCause());
        this.problems = problems;
        this.certificates = certificates;
    }

    List<TlsProblem> problems() {
        return problems;
    }

    ReceivedCertificates certificates() {
        return certificates;
    }
}
