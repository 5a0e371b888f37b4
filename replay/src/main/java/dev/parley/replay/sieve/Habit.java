package dev.parley.replay.sieve;

/** What some real servers do, and a client should survive. */
public enum Habit {
    /** As before RFC 5804: no VERSION, and no CHECKSCRIPT, RENAMESCRIPT and NOOP. */
    PREDATES_THE_RFC,
    /** As Cyrus: a name that is not ASCII, or has more than 75 octets, is kept, and known, as encoded words (RFC 2047). */
    ENCODES_NAMES,
    /**
     * As Cyrus with quoted UTF-8 and Dovecot with what is not UTF-8, and with any other name it does not want: refuses
     * before it has read the literal behind the name, and then takes the literal's lines for commands.
     */
    RUNS_REFUSED_LITERALS,
    /** Keeps a script with other line ends than it was sent with. */
    CHANGES_LINE_ENDS,
    /** Offers UNAUTHENTICATE. */
    UNAUTHENTICATES
}
