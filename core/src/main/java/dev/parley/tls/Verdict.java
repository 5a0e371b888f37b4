package dev.parley.tls;

import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What the check of a certificate came to. It stays with the TLS session: where that is resumed, nobody shows or checks a
 * certificate again.
 *
 * @param problem what is wrong with the certificate, where it was taken nevertheless
 */
record Verdict(Optional<String> problem) {
    private static final String NAME = "dev.parley.tls.verdict";
    private static final String USED = "dev.parley.tls.used";

    void keepWith(SSLSession session) {
        session.putValue(NAME, this);
    }

    /** @throws TlsException when nobody has checked the certificate of this session */
    static Verdict of(SSLSession session) throws TlsException {
        if (session.getValue(NAME) instanceof Verdict verdict) {
            return verdict;
        }
        throw new TlsException("the TLS session was resumed, and nothing is known of its certificate's check");
    }

    /** Whether the session is that of an earlier connection; from now on it is. */
    static boolean isResumed(SSLSession session) {
        boolean used = session.getValue(USED) != null;
        session.putValue(USED, Boolean.TRUE);
        return used;
    }
}
