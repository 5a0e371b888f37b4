package dev.parley.sieve.dialog;

import java.io.IOException;

/** Where the script should have come from did not give it: the server waits for octets that nobody has. */
final class UnreadableScriptException extends IOException {
    UnreadableScriptException(String message, Exception cause) {
        super(message, cause);
    }

    UnreadableScriptException(String message) {
        super(message);
    }
}
