package dev.parley.replay.sieve;

import java.io.IOException;

/** The server must close the connection; the message is the text of the BYE. */
final class Farewell extends IOException {
    private static final long serialVersionUID = 1;

    Farewell(String message) {
        super(message);
    }
}
