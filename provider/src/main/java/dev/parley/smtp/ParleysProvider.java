package dev.parley.smtp;

import jakarta.mail.Provider;

/** Registers {@link SmtpsTransport} for the protocol {@code parleys} with the ServiceLoader. */
public final class ParleysProvider extends Provider {
    public ParleysProvider() {
        super(Type.TRANSPORT, "parleys", SmtpsTransport.class.getName(), "Parley", null);
    }
}
