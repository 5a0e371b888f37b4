package dev.parley.replay.sieve;

/** Deviations of real servers that a client must handle. */
public enum Habit {
    /** Conforms to drafts before RFC 5804: no VERSION, CHECKSCRIPT, RENAMESCRIPT and NOOP. */
    PREDATES_THE_RFC,
    /** Stores and lists a name that is not ASCII, or has more than 75 octets, as encoded words (RFC 2047), as Cyrus does. */
    ENCODES_NAMES,
    /**
     * Rejects a name before it reads the literal after it, and then executes the lines of the literal as commands. Cyrus does
     * this with names in quoted UTF-8, Dovecot with names that are not UTF-8, and both with other invalid names.
     */
    RUNS_REFUSED_LITERALS,
    /** Changes the line ends of a stored script. */
    CHANGES_LINE_ENDS,
    /** Announces UNAUTHENTICATE. */
    UNAUTHENTICATES
}
