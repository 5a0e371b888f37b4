package dev.parley.settings;

/**
 * The user's setting for passwords and tokens on a connection without TLS: {@code mail.<protocol>.auth.cleartext}, which
 * has three values.
 */
public enum ClearText {
    /** Not set, or neither true nor false. */
    UNSET,
    /** {@code true}. */
    ALLOWED,
    /** {@code false}. */
    FORBIDDEN;

    /** @param unset what it means for the protocol when the property is not set */
    public static ClearText from(MailProperties properties, ClearText unset) {
        return properties
                .choice("auth.cleartext")
                .map(allowed -> allowed ? ALLOWED : FORBIDDEN)
                .orElse(unset);
    }
}
