package dev.parley.tls;

import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;

/** The server's certificate was rejected. */
final class DistrustException extends CertificateException {
    private final transient List<TlsProblem> problems;
    private final transient ReceivedCertificates certificates;

    /** @param refusal its cause decides which alert JSSE sends */
    DistrustException(CertificateException refusal, List<TlsProblem> problems, ReceivedCertificates certificates) {
        super(reason(refusal), refusal.getCause());
        this.problems = problems;
        this.certificates = certificates;
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

    /** The texts of problems in a sentence. */
    static String sentence(List<TlsProblem> problems) {
        List<String> texts = new ArrayList<>();
        for (TlsProblem problem : problems) {
            texts.add(problem.text());
        }
        return String.join("; ", texts);
    }

    List<TlsProblem> problems() {
        return problems;
    }

    ReceivedCertificates certificates() {
        return certificates;
    }
}
