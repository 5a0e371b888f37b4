package dev.parley.trace;

/** Which replies and failures a trace explains. */
public enum Explaining {
    OFF,
    /** Refusals and failures. */
    ERRORS,
    /** Also good replies that say something remarkable, such as 251 or {@code OK (WARNINGS)}. */
    ALL
}
