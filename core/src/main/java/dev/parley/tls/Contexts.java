package dev.parley.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The SSLContexts of this JVM, one for each way to decide on a certificate. JSSE resumes the sessions of a context with
 * the same host and port: so only a connect that decides alike can go on with what an earlier one has proven.
 */
final class Contexts {
    static final Contexts SHARED = new Contexts();

    /** So many at a time; the one that was not used for longest goes. */
    private static final int KEPT = 16;

    /** So long the check of a certificate counts. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Decision, SSLContext> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

    private Contexts() {}

    /** Who decides on a certificate. */
    enum Judge {
        /** Nobody: {@code ssl.trust} names the host. */
        NOBODY,
        /** The JVM's trust store, and a no is reported. */
        LENIENT,
        /** The JVM's trust store, and a no ends the handshake. */
        STRICT
    }

    /** All that has a part in what a finished handshake means, besides host and port. */
    record Decision(
            Judge judge,
            boolean checksName,
            List<String> trust,
            List<String> protocols,
            List<String> cipherSuites,
            JdkStores stores) {}

    SSLContext of(Decision decision) throws GeneralSecurityException, IOException {
        Optional<SSLContext> known = known(decision);
        if (known.isPresent()) {
            return known.get();
        }
        SSLContext made = make(decision);
        if (decision.stores.equals(JdkStores.current())) {
            keep(decision, made);
        }
        return made;
    }

    private Optional<SSLContext> known(Decision decision) {
        lock.lock();
        try {
            return Optional.ofNullable(kept.get(decision));
        } finally {
            lock.unlock();
        }
    }

    private void keep(Decision decision, SSLContext made) {
        lock.lock();
        try {
            kept.put(decision, made);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private static SSLContext make(Decision decision) throws GeneralSecurityException, IOException {
        TrustManager trust = decision.judge == Judge.NOBODY
                ? new AnyCertificate()
                : new CertificateCheck(JdkStores.trustManager(), decision.judge == Judge.STRICT);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(decision.stores.keyManagers(), new TrustManager[] {trust}, null);
        context.getClientSessionContext().setSessionTimeout(Math.toIntExact(LIFETIME.toSeconds()));
        return context;
    }
}
