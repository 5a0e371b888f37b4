package dev.parley.replay.sieve;

import java.io.IOException;

/** The server must close the connection; the message is the text of the BYE. */
final class ByeException extends IOException {
    private static final long serialVersionUID = 1;

    ByeException(String message) {
        super(message);
    }
}
