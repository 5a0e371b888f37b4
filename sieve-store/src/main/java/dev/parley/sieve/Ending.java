package dev.parley.sieve;

import dev.parley.trace.DialogTrail;
import java.util.Optional;

/**
 * Why a connection is no more.
 *
 * @param trail what was said last, where it was not this side's wish
 */
record Ending(String why, Optional<DialogTrail> trail) {
    /** The exception, with what was said last in it. */
    <E extends Exception> E trailed(E failure) {
        trail.ifPresent(failure::addSuppressed);
        return failure;
    }
}
