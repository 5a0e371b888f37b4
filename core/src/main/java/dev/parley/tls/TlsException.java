package dev.parley.tls;

import java.io.IOException;

/** A TLS handshake failed. The message has the server's certificate, where one was received, and the property to check. */
public final class TlsException extends IOException {
    public TlsException(String message) {
        super(message);
    }

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
