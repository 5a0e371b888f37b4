package dev.parley.trace;

/**
 * How much of a content is shown.
 *
 * @param octets at most so many
 * @param headersOnly whether it ends with the blank line behind the header
 */
public record HeadSize(int octets, boolean headersOnly) {
    public static final HeadSize NONE = new HeadSize(0, false);

    /** The header, of a reasonable size. */
    public static final HeadSize HEADERS = new HeadSize(64 * 1024, true);

    /** All of it, of a reasonable size: what is longer than a mebioctet is no trace. */
    public static final HeadSize FULL = new HeadSize(1024 * 1024, false);
}
