package dev.parley.settings;

import java.util.Optional;

/**
 * The user's setting for STARTTLS: {@code mail.<protocol>.starttls.enable} and {@code .starttls.required}. A property that
 * restricts which certificates are accepted requires STARTTLS, too, unless one of these two is false.
 */
public enum StartTls {
    /** Neither property is set: the protocol decides. */
    UNSET,
    /** {@code starttls.enable=false}: not used. */
    OFF,
    /** {@code starttls.enable=true}: used where the server announces it. */
    ENABLED,
    /** {@code starttls.required=true}, or a property that restricts the certificates: no session without it. */
    REQUIRED;

    /** @param restriction the name of a property that restricts which certificates are accepted; null: none */
    public static StartTls from(MailProperties properties, String restriction) {
        boolean unset = restriction != null && properties.flag("starttls.enable", true);
        if (properties.flag("starttls.required", unset)) {
            return REQUIRED;
        }
        Optional<Boolean> enable = properties.choice("starttls.enable");
        if (enable.isEmpty()) {
            return UNSET;
        }
        return enable.get() ? ENABLED : OFF;
    }

    /** The property that permits a connection without TLS although a property restricts the certificates. */
    public static String permission(MailProperties properties) {
        return properties.flag("starttls.enable", true)
                ? properties.setting("starttls.required")
                : properties.setting("starttls.enable");
    }
}
