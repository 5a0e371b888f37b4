package dev.parley.sieve.connection;

import java.io.IOException;

/** The script to send cannot be read: the server waits for octets that do not exist. */
final class UnreadableScriptException extends IOException {
    UnreadableScriptException(String message, Exception cause) {
        super(message, cause);
    }

    UnreadableScriptException(String message) {
        super(message);
    }
}
