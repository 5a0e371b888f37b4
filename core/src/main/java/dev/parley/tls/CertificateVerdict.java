package dev.parley.tls;

import javax.net.ssl.SSLSession;

/**
 * The result of the check of a certificate. It is kept with the TLS session: when that is resumed, no certificate is sent
 * or checked again.
 *
 * @param problem what is wrong with the certificate, where it was accepted nevertheless; null: nothing
 */
record CertificateVerdict(String problem) {
    private static final String NAME = "dev.parley.tls.verdict";
    private static final String USED = "dev.parley.tls.used";

    void keepWith(SSLSession session) {
        session.putValue(NAME, this);
    }

    /** @throws TlsException when the certificate of this session was not checked */
    static CertificateVerdict of(SSLSession session) throws TlsException {
        if (session.getValue(NAME) instanceof CertificateVerdict verdict) {
            return verdict;
        }
        throw new TlsException("the TLS session was resumed, and the result of its certificate check is unknown");
    }

    /** Whether an earlier connection used the session. Marks it as used. */
    static boolean isResumed(SSLSession session) {
        boolean used = session.getValue(USED) != null;
        session.putValue(USED, Boolean.TRUE);
        return used;
    }
}
