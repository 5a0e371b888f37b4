package dev.parley.tls;

import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The SSLContexts of this JVM, one for each way to verify a certificate. JSSE resumes a session of the same context with
 * the same host and port: so a connection resumes only a session whose certificate was verified in the same way. A
 * connection to a host that requests a certificate of the client has a context of its own, and resumes no session.
 */
final class Contexts {
    static final Contexts SHARED = new Contexts();

    /** The most contexts that are kept; the least recently used one is dropped. */
    private static final int KEPT = 16;

    /** How long a session, and the check of its certificate, can be resumed. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Entry> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

    private Contexts() {}

    /** How a certificate is verified. */
    enum Check {
        /** No check: {@code ssl.trust} names the host. */
        NONE,
        /** By the trusted certificates; a failure is reported. */
        LENIENT,
        /** By the trusted certificates and the pins; a failure ends the handshake. */
        STRICT
    }

    /** All that a completed handshake depends on, besides host and port. */
    record Key(Check check, boolean checksName, List<String> trust, TlsSettings.Algorithms algorithms, Stores stores) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && check == key.check
                    && checksName == key.checksName
                    && trust.equals(key.trust)
                    && algorithms.equals(key.algorithms)
                    && stores.equals(key.stores);
        }

        @Override
        public int hashCode() {
            return 31 * trust.hashCode() + stores.hashCode();
        }
    }

    /** A context, and what it is made of. */
    private record Entry(SSLContext shared, ClientKeys keys, TrustManager trust) {}

    /**
     * @param host of the connection
     * @param names the protocol's properties, for error messages
     */
    SSLContext of(Key key, String host, MailProperties names) throws GeneralSecurityException, IOException {
        Entry entry = known(key);
        if (entry == null) {
            entry = make(key, names);
            if (key.stores.equals(Stores.current(key.stores.own()))) {
                keep(key, entry);
            }
        }
        return entry.keys.areRequestedBy(host) ? context(entry.keys, entry.trust) : entry.shared;
    }

    /** Null: there is none yet. */
    private Entry known(Key key) {
        lock.lock();
        try {
            return kept.get(key);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Key key, Entry made) {
        lock.lock();
        try {
            kept.put(key, made);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private static Entry make(Key key, MailProperties names) throws GeneralSecurityException, IOException {
        TrustManager trust = key.check == Check.NONE
                ? new AnyCertificate()
                : new CertificateCheck(key.stores.trustManager(names), key.check == Check.STRICT, key.stores.pins());
        ClientKeys keys = new ClientKeys(key.stores.keyManagers(names));
        return new Entry(context(keys, trust), keys, trust);
    }

    private static SSLContext context(ClientKeys keys, TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        context.getClientSessionContext().setSessionTimeout(Math.toIntExact(LIFETIME.toSeconds()));
        return context;
    }
}
