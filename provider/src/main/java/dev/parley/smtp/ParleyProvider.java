package dev.parley.smtp;

import jakarta.mail.Provider;

/** Registers {@link SmtpTransport} for the protocol {@code parley} with the ServiceLoader. */
public final class ParleyProvider extends Provider {
    public ParleyProvider() {
        super(Type.TRANSPORT, "parley", SmtpTransport.class.getName(), "Parley", null);
    }
}
