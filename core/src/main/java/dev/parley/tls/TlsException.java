package dev.parley.tls;

import java.io.IOException;

/** A handshake that failed. The message names the certificate, where one was seen, and the property to look at. */
public final class TlsException extends IOException {
    public TlsException(String message) {
        super(message);
    }

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
