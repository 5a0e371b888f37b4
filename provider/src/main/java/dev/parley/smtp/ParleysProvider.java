package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpsTransport} for the protocol {@code parleys} with the ServiceLoader. The class is given by
 * name: without Angus Mail 2 it cannot be loaded, and an error here would break every Session.
 */
public final class ParleysProvider extends Provider {
    public ParleysProvider() {
        super(Type.TRANSPORT, "parleys", "dev.parley.smtp.SmtpsTransport", "Parley", null);
    }
}
