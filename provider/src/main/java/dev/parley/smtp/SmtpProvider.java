package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpTransport} for the protocol {@code smtp} with the ServiceLoader. The class is given by
 * name: without Angus Mail 2 it cannot be loaded, and an error here would break every Session.
 */
public final class SmtpProvider extends Provider {
    public SmtpProvider() {
        super(Type.TRANSPORT, "smtp", "dev.parley.smtp.SmtpTransport", "Parley", null);
    }
}
