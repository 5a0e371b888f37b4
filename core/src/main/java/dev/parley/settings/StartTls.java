package dev.parley.settings;

import java.util.Optional;

/** The user's setting for STARTTLS: {@code mail.<protocol>.starttls.enable} and {@code .starttls.required}. */
public enum StartTls {
    /** Neither property is set: the protocol decides. */
    UNSET,
    /** {@code starttls.enable=false}: not used. */
    OFF,
    /** {@code starttls.enable=true}: used where the server announces it. */
    ENABLED,
    /** {@code starttls.required=true}: no session without it. */
    REQUIRED;

    public static StartTls from(MailProperties properties) {
        if (properties.flag("starttls.required", false)) {
            return REQUIRED;
        }
        Optional<Boolean> enable = properties.choice("starttls.enable");
        if (enable.isEmpty()) {
            return UNSET;
        }
        return enable.get() ? ENABLED : OFF;
    }
}
