package dev.parley.trace;

/**
 * What a trace contains in addition to the dialog.
 *
 * @param explaining which replies and failures it explains
 * @param wholeTls whether it contains {@link TlsReport#details}
 */
public record Detail(Explaining explaining, boolean wholeTls) {
    /** Nothing. */
    public static final Detail NONE = new Detail(Explaining.OFF, false);

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
}
