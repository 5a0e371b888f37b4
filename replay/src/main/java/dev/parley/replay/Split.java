package dev.parley.replay;

/** How much of what the server says leaves in one write. */
public enum Split {
    /** One octet, to find what only works when replies come whole. */
    BYTES,
    /** One line. */
    LINES,
    /** All that it says before it is the client's turn, to find what only works when replies come one by one. */
    GROUPS
}
