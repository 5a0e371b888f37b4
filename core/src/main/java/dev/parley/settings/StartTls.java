package dev.parley.settings;

/** The user's setting for STARTTLS: {@code mail.<protocol>.starttls.enable} and {@code .starttls.required}. */
public enum StartTls {
    /** Neither property is set: the protocol decides. */
    UNSET,
    /** {@code starttls.enable=false}: not used. */
    OFF,
    /** {@code starttls.enable=true}: used where the server announces it. */
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
