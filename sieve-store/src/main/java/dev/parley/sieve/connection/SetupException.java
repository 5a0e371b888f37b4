package dev.parley.sieve.connection;

import dev.parley.sieve.protocol.Phase;
import dev.parley.sieve.protocol.Response;

/** A connection cannot be set up as configured: the server rejected a step, or lacks what is configured. */
public final class SetupException extends Exception {
    private final Phase phase;
    private final transient Response response;

    /** @param why the text names the property to change */
    SetupException(Phase phase, String why) {
        super(why);
        this.phase = phase;
        this.response = null;
    }

    /** @param reason that the server sent inside the exchange of a mechanism; null: none */
    SetupException(Phase phase, Response response, String reason) {
        super(reason);
        this.phase = phase;
        this.response = response;
    }

    public Phase phase() {
        return phase;
    }

    /** The rejection, whose reason is the message; null: the server rejected nothing. */
    public Response response() {
        return response;
    }
}
