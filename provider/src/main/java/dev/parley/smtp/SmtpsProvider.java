package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpsTransport} for the protocol {@code smtps} with the ServiceLoader. The class is given by
 * name: without Angus Mail 2 it cannot be loaded, and an error here would break every Session.
 */
public final class SmtpsProvider extends Provider {
    public SmtpsProvider() {
        super(Type.TRANSPORT, "smtps", "dev.parley.smtp.SmtpsTransport", "Parley", null);
    }
}
