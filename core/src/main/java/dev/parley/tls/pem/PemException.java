package dev.parley.tls.pem;

import java.io.IOException;

/** A PEM file cannot be used, for the reason in the message. */
public final class PemException extends IOException {
    /** @param cause null: none */
    PemException(String message, Throwable cause) {
        super(message, cause);
    }
}
