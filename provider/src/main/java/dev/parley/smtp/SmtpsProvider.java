package dev.parley.smtp;

import jakarta.mail.Provider;

/** Registers {@link SmtpsTransport} for the protocol {@code smtps} with the ServiceLoader. */
public final class SmtpsProvider extends Provider {
    public SmtpsProvider() {
        super(Type.TRANSPORT, "smtps", SmtpsTransport.class.getName(), "Parley", null);
    }
}
