package dev.parley.smtp;

import jakarta.mail.Provider;

/** Registers {@link SmtpTransport} for the protocol {@code smtp} with the ServiceLoader. */
public final class SmtpProvider extends Provider {
    public SmtpProvider() {
        super(Type.TRANSPORT, "smtp", SmtpTransport.class.getName(), "Parley", null);
    }
}
