package dev.parley.settings;

import java.util.Optional;

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

    /** @param unset the protocol's default */
    public static ClearText from(MailProperties properties, ClearText unset) {
        Optional<Boolean> allowed = properties.choice("auth.cleartext");
        if (allowed.isEmpty()) {
            return unset;
        }
        return allowed.get() ? ALLOWED : FORBIDDEN;
    }
}
