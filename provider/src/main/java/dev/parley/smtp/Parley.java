package dev.parley.smtp;

import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;

/**
 * Parley in an application's own hands, where the class path leaves it to chance who serves {@code smtp}: the page
 * {@code docs/registration.md} lists the versions where it does.
 */
public final class Parley {
    private Parley() {}

    /**
     * Has {@link SmtpTransport} serve {@code smtp} and {@link SmtpsTransport} serve {@code smtps} in this Session from
     * now on, whatever the registration files say and in whichever order they were read. Transports that the Session has
     * made before stay what they are. Installing twice is as good as once.
     *
     * <p>{@link Session#setProvider} puts {@code mail.smtp.class} and {@code mail.smtps.class} into the Session's
     * Properties, in place of what is there; a Session made of the same Properties object shares them.
     *
     * <p>Up to mail-api 2.1.2 the Session makes transports only through the class loader of the thread's context or that
     * of its Authenticator; one of them must see Parley. Newer ones also look where Parley's own classes come from.
     */
    public static void install(Session session) {
        try {
            session.setProvider(new SmtpProvider());
            session.setProvider(new SmtpsProvider());
        } catch (NoSuchProviderException e) {
            throw new AssertionError("a provider with a protocol is always taken", e);
        }
    }
}
