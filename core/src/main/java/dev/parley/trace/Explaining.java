package dev.parley.trace;

/** Which replies and failures a trace explains. */
public enum Explaining {
    OFF,
    /** Rejections and failures. */
    ERRORS,
    /** Also positive replies that deserve attention, such as 251 or {@code OK (WARNINGS)}. */
    ALL;

    boolean includes(Answer answer) {
        return this == ALL || this == ERRORS && answer.refused();
    }
}
