package dev.parley.replay;

/** The waits before the replies of a recorded trace. */
public enum Pace {
    /** The recorded waits. */
    RECORDED,
    /** No waits. */
    NONE
}
