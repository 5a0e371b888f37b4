package dev.parley.sieve.connection;

import dev.parley.sieve.protocol.Phase;
import dev.parley.sieve.protocol.Response;
import java.io.IOException;

/** The connection is broken and its link closed. Has the phase in which it broke, and the server's BYE. */
public final class ConnectionBrokenException extends IOException {
    private final Phase phase;

    ConnectionBrokenException(Phase phase, String what, IOException cause) {
        super(phase.phrase() + ": " + what, cause);
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }

    /** The BYE with which the server closed the connection; null: none. */
    public Response bye() {
        return getCause() instanceof ByeException bye ? bye.response : null;
    }

    /** A BYE instead of a reply (RFC 5804 s1.2: "this response can be issued at any time"). */
    static final class ByeException extends IOException {
        private final transient Response response;

        ByeException(Response response) {
            super("the server said BYE: " + response.explanation());
            this.response = response;
        }
    }
}
