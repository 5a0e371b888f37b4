package dev.parley.cli.shared;

import java.util.Locale;
import java.util.Properties;

/** The values of {@code --tls}. */
public enum TlsMode {
    /** No TLS. */
    OFF,
    /** STARTTLS if the server announces it. */
    ON,
    /** STARTTLS, or the command fails. */
    REQUIRED,
    /** From the first octet (RFC 8314 s3). */
    IMPLICIT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The protocol to use: Jakarta Mail has a protocol of its own for implicit TLS.
     *
     * @throws IllegalArgumentException when there is none
     */
    String protocol(String base) {
        if (this == IMPLICIT && base.equals("lmtp")) {
            throw new IllegalArgumentException(
                    "--tls=implicit is not possible with LMTP: use --tls=required for STARTTLS");
        }
        return this == IMPLICIT && !base.endsWith("s") ? base + "s" : base;
    }

    /**
     * Sets the properties of the protocol.
     *
     * @throws IllegalArgumentException when the protocol has implicit TLS, and this is {@link #OFF}
     */
    void set(Properties properties, String protocol) {
        if (protocol.endsWith("s")) {
            if (this == OFF) {
                throw new IllegalArgumentException("--tls=off contradicts " + protocol + ", which always uses TLS: use "
                        + protocol.substring(0, protocol.length() - 1));
            }
            return;
        }
        properties.setProperty("mail." + protocol + ".starttls.enable", String.valueOf(this != OFF));
        properties.setProperty("mail." + protocol + ".starttls.required", String.valueOf(this == REQUIRED));
    }
}
