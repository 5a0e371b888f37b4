package dev.parley.trace;

/**
 * How much of a content a trace contains.
 *
 * @param octets the maximum
 * @param headersOnly whether it ends at the blank line after the header
 */
public record HeadSize(int octets, boolean headersOnly) {
    public static final HeadSize NONE = new HeadSize(0, false);

    /** The header, up to 64 KiB. */
    public static final HeadSize HEADERS = new HeadSize(64 * 1024, true);

    /** The whole content, up to 1 MiB. */
    public static final HeadSize FULL = new HeadSize(1024 * 1024, false);
}
