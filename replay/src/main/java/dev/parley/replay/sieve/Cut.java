package dev.parley.replay.sieve;

/** When a server cuts the link to a client at a command. */
public enum Cut {
    /** It has read the command and does nothing. */
    BEFORE,
    /** It has done what the command says, and does not answer. */
    AFTER
}
