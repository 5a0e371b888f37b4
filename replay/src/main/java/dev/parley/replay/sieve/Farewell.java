package dev.parley.replay.sieve;

import java.io.IOException;

/** The server cannot go on with this client; the message is what its BYE says. */
final class Farewell extends IOException {
    private static final long serialVersionUID = 1;

    Farewell(String message) {
        super(message);
    }
}
