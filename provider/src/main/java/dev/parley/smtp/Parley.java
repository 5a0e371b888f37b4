package dev.parley.smtp;

import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;

/**
 * Selects Parley in a Session, for applications whose class-path order decides which provider handles {@code smtp}. The
 * page {@code docs/registration.md} lists the affected versions.
 */
public final class Parley {
    private Parley() {}

    /**
     * Makes {@link SmtpTransport} the provider of {@code smtp} and {@link SmtpsTransport} the provider of {@code smtps} in
     * this Session, regardless of the registration files. Transports that the Session has created before are not affected.
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
}
