package dev.parley.net;

import java.io.IOException;

/** A proxy rejected the request. It is not repeated at another address: that would send the password again. */
final class ProxyRefusedException extends IOException {
    ProxyRefusedException(String message) {
        super(message);
    }
}
