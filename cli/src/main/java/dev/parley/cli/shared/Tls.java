package dev.parley.cli.shared;

import java.util.Properties;

/** What {@code --tls} says: no more than the properties can. */
public enum Tls {
    /** In clear. */
    OFF,
    /** STARTTLS where the server offers it. */
    ON,
    /** STARTTLS, or nothing is sent. */
    REQUIRED;

    /** @throws IllegalArgumentException where the protocol has TLS from the first octet, and this would do without */
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
