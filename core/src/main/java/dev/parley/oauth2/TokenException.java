package dev.parley.oauth2;

import java.io.IOException;

/** There is no access token. The message has the token endpoint, the reason and the property to change, and no secret. */
public final class TokenException extends IOException {
    private final boolean rejection;

    TokenException(String message, boolean rejection, Throwable cause) {
        super(message, cause);
        this.rejection = rejection;
    }

    /** Whether the endpoint replied with an error of OAuth (RFC 6749 s5.2) that is not temporary. */
    public boolean isRejection() {
        return rejection;
    }
}
