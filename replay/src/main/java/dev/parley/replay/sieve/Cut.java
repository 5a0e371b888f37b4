package dev.parley.replay.sieve;

/** When the server closes the connection at a command. */
public enum Cut {
    /** After it has read the command, and before it executes it. */
    BEFORE,
    /** After it has executed the command, without a response. */
    AFTER
}
