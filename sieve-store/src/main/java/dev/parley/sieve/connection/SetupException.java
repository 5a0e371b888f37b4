package dev.parley.sieve.connection;

import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.SievePhase;

/** A connection cannot be set up as configured: the server rejected a step, or lacks what is configured. */
public final class SetupException extends Exception {
    private final SievePhase phase;
    private final transient Response response;

    /** @param why the text names the property to change */
    SetupException(SievePhase phase, String why) {
        super(why);
        this.phase = phase;
        this.response = null;
    }

    /** @param details what the response does not state, such as a reason inside the exchange; null: nothing */
    SetupException(SievePhase phase, Response response, String details) {
        super(details);
        this.phase = phase;
        this.response = response;
    }

    public SievePhase phase() {
        return phase;
    }

    /** The rejection, whose details are the message; null: the server rejected nothing. */
    public Response response() {
        return response;
    }
}
