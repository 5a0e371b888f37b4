package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpsTransport} for the protocol {@code smtps} with the ServiceLoader. By its name: without
 * Angus 2 the class cannot be loaded, and an error here would be one of every Session.
 */
public final class SmtpsProvider extends Provider {
    public SmtpsProvider() {
        super(Type.TRANSPORT, "smtps", "dev.parley.smtp.SmtpsTransport", "Parley", null);
    }
}
