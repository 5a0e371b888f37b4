package dev.parley.trace;

/**
 * How much a trace says beyond what was said.
 *
 * @param explaining what it explains
 * @param wholeTls whether {@link TlsReport#details} is told
 */
public record Detail(Explaining explaining, boolean wholeTls) {
    /** The dialog and nothing else. */
    public static final Detail NONE = new Detail(Explaining.OFF, false);
}
