package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link SmtpTransport} for the protocol {@code parley} with the ServiceLoader. The class is given by
 * name: without Angus Mail 2 it cannot be loaded, and an error here would break every Session.
 */
public final class ParleyProvider extends Provider {
    public ParleyProvider() {
        super(Type.TRANSPORT, "parley", "dev.parley.smtp.SmtpTransport", "Parley", null);
    }
}
