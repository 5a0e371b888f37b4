package dev.parley.smtp;

import jakarta.mail.Provider;

/**
 * Registers {@link LmtpTransport} for the protocol {@code lmtp} with the ServiceLoader. The class is given by
 * name: without Angus Mail 2 it cannot be loaded, and an error here would break every Session.
 */
public final class LmtpProvider extends Provider {
    public LmtpProvider() {
        super(Type.TRANSPORT, "lmtp", "dev.parley.smtp.LmtpTransport", "Parley", null);
    }
}
