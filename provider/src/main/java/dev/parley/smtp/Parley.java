package dev.parley.smtp;

import dev.parley.smtp.pool.Pools;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import java.util.List;

/** Operations on a Session for which Jakarta Mail has no method. */
public final class Parley {
    private Parley() {}

    /**
     * Makes {@link SmtpTransport} the provider of {@code smtp} and {@link SmtpsTransport} the provider of {@code smtps} in
     * this Session, regardless of the registration files and the order of the class path; the page
     * {@code docs/registration.md} lists the affected versions. Transports that the Session has created before are not affected.
     * A second call has no effect.
     *
     * <p>{@link Session#setProvider} puts {@code mail.smtp.class} and {@code mail.smtps.class} into the Session's
     * Properties and replaces their values; a Session created from the same Properties object shares them.
     *
     * <p>Up to mail-api 2.1.2 the Session creates transports only with the thread's context class loader or that of its
     * Authenticator; one of them must find Parley. Newer versions also use the class loader of the provider.
     */
    public static void install(Session session) {
        try {
            session.setProvider(new SmtpProvider());
            session.setProvider(new SmtpsProvider());
        } catch (NoSuchProviderException e) {
            throw new AssertionError("a provider that has a protocol is always accepted", e);
        }
    }

    /**
     * Closes the pools of connections of a Session ({@code mail.smtp.pool.size}, {@code mail.smtp.pool.idle}; also those of
     * {@code smtps} and {@code lmtp}): idle connections end with QUIT, and callers that wait for a connection, or for the
     * time of their message, fail. A connection in use ends with QUIT when its transport is closed. Later connects of the
     * Session use the pools as before: a connection that is still in use counts, and limits of the server stay. Never
     * fails; has no effect on a Session without a pool.
     */
    public static void close(Session session) {
        Pools.close(session);
    }

    /**
     * The present state of the pools of connections of a Session, one for each server and login. A pool exists from the
     * first connect, and may be removed while it has no connection. Empty for a Session without a pool.
     */
    public static List<PoolStatistics> pools(Session session) {
        return Pools.statistics(session);
    }
}
