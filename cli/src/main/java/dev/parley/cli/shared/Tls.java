package dev.parley.cli.shared;

import java.util.Locale;
import java.util.Properties;

/** What {@code --tls} says: no more than the protocol and its properties can. */
public enum Tls {
    /** In clear. */
    OFF,
    /** STARTTLS where the server offers it. */
    ON,
    /** STARTTLS, or nothing is sent. */
    REQUIRED,
    /** From the first octet (RFC 8314 s3). */
    IMPLICIT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The protocol that is spoken: Jakarta Mail has another name for each that begins with TLS.
     *
     * @throws IllegalArgumentException where there is none
     */
    String protocol(String named) {
        if (this == IMPLICIT && named.equals("lmtp")) {
            throw new IllegalArgumentException("--tls=implicit: no LMTP begins with TLS; --tls=required has STARTTLS");
        }
        return this == IMPLICIT && !named.endsWith("s") ? named + "s" : named;
    }

    /** @throws IllegalArgumentException where the protocol begins with TLS, and this would do without */
    void into(Properties properties, String protocol) {
        if (protocol.endsWith("s")) {
            if (this == OFF) {
                throw new IllegalArgumentException("--tls=off contradicts " + protocol + ", which begins with TLS: use "
                        + protocol.substring(0, protocol.length() - 1));
            }
            return;
        }
        properties.setProperty("mail." + protocol + ".starttls.enable", String.valueOf(this != OFF));
        properties.setProperty("mail." + protocol + ".starttls.required", String.valueOf(this == REQUIRED));
    }
}
