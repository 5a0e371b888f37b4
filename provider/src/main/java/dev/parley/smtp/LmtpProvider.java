package dev.parley.smtp;

import jakarta.mail.Provider;

/** Registers {@link LmtpTransport} for the protocol {@code lmtp} with the ServiceLoader. */
public final class LmtpProvider extends Provider {
    public LmtpProvider() {
        super(Type.TRANSPORT, "lmtp", LmtpTransport.class.getName(), "Parley", null);
    }
}
