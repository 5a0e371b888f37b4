package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpTransport} for the protocol {@code parley} with the ServiceLoader. By its name: without
 * Angus 2 the class cannot be loaded, and an error here would be one of every Session.
 */
public final class ParleyProvider extends Provider {
    public ParleyProvider() {
        super(Type.TRANSPORT, "parley", "dev.parley.smtp.SmtpTransport", "Parley", null);
    }
}
