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
}
