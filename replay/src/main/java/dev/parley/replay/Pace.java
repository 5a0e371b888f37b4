package dev.parley.replay;

/** When the server of a recorded trace speaks. */
public enum Pace {
    /** After as long a wait as was recorded. */
    RECORDED,
    /** At once. */
    NONE
}
