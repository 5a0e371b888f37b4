package dev.parley.net;

import java.io.IOException;

/** A proxy answered, and the answer is no: asking it at another address would only repeat the password. */
final class ProxyRefusedException extends IOException {
    ProxyRefusedException(String message) {
        super(message);
    }
}
