package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link LmtpTransport} for the protocol {@code lmtp} with the ServiceLoader. By its name: without
 * Angus 2 the class cannot be loaded, and an error here would be one of every Session.
 */
public final class LmtpProvider extends Provider {
    public LmtpProvider() {
        super(Type.TRANSPORT, "lmtp", "dev.parley.smtp.LmtpTransport", "Parley", null);
    }
}
