package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpTransport} for the protocol {@code smtp} with the ServiceLoader. By its name: without
 * Angus 2 the class cannot be loaded, and an error here would be one of every Session.
 */
public final class SmtpProvider extends Provider {
    public SmtpProvider() {
        super(Type.TRANSPORT, "smtp", "dev.parley.smtp.SmtpTransport", "Parley", null);
    }
}
