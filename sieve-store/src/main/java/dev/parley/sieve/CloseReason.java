package dev.parley.sieve;

import dev.parley.trace.DialogTrail;

/**
 * Why a connection ended.
 *
 * @param trail its last events; null where the application closed the store, and where no events are kept
 */
record CloseReason(String why, DialogTrail trail) {
    /** The exception, with the last events in it. */
    <E extends Exception> E withTrail(E exception) {
        if (trail != null) {
            exception.addSuppressed(trail);
        }
        return exception;
    }
}
