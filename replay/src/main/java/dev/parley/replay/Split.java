package dev.parley.replay;

/** How much the server sends in one write. */
public enum Split {
    /** One octet, to find clients that depend on whole replies. */
    BYTES,
    /** One line. */
    LINES,
    /** All lines up to the next line of the client, to find clients that depend on single replies. */
    GROUPS
}
