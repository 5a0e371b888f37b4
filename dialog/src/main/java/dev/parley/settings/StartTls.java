package dev.parley.smtp.dialog;

import dev.parley.settings.MailProperties;

/**
 * The user's word on STARTTLS: {@code mail.<protocol>.starttls.enable} and {@code .starttls.required}.
 */
public enum StartTls {
    /** Neither property is set: used where a password would otherwise go in clear. */
    UNSET,
    /** {@code starttls.enable=false}: not used. */
    OFF,
    /** {@code starttls.enable=true}: used where the server offers it. */
    ENABLED,
    /** {@code starttls.required=true}: no dialog without it. */
    REQUIRED;

    public static StartTls from(MailProperties properties) {
        if (properties.flag("starttls.required", false)) {
            return REQUIRED;
        }
        return properties
                .choice("starttls.enable")
                .map(enable -> enable ? ENABLED : OFF)
                .orElse(UNSET);
    }
}
