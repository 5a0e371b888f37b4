package dev.parley.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.stream.Stream;

/** A certificate that is not taken. */
final class DistrustException extends CertificateException {
    private final transient X509Certificate peer;
    private final boolean chainTrusted;

    /** @param refusal whose cause JSSE looks at to choose the alert it sends */
    DistrustException(CertificateException refusal, X509Certificate peer, boolean chainTrusted) {
        super(reason(refusal), refusal.getCause());
        this.peer = peer;
        this.chainTrusted = chainTrusted;
    }

    /** What a check said, down to its cause: that of an expired certificate says no more than "validity check failed". */
    static String reason(CertificateException refusal) {
        String said = String.valueOf(refusal.getMessage());
        String cause = Stream.<Throwable>iterate(refusal, Objects::nonNull, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .map(Throwable::getMessage)
                .orElse("");
        return said.contains(cause) ? said : said + ": " + cause;
    }

    X509Certificate peer() {
        return peer;
    }

    /** Whether the chain alone was good, so that the problem can only be the name. */
    boolean chainTrusted() {
        return chainTrusted;
    }
}
