package dev.parley.trace;

import dev.parley.wire.Text;

/**
 * The size of a content, of which a trace contains at most the beginning.
 *
 * @param what {@code message}, {@code script} or {@value #CHUNK}
 * @param octets before dot-stuffing
 * @param stuffed the number of stuffed dots
 */
public record ContentSize(String what, long octets, long lines, int stuffed) {
    /** A part of a message that another part follows. */
    public static final String CHUNK = "chunk";

    /** Counts octets and lines, including a last line without a line end. */
    public static ContentSize of(String what, byte[] content) {
        long lines = 0;
        for (byte octet : content) {
            lines += octet == '\n' ? 1 : 0;
        }
        boolean ended = content.length == 0 || content[content.length - 1] == '\n';
        return new ContentSize(what, content.length, ended ? lines : lines + 1, 0);
    }

    boolean continues() {
        return what.equals(CHUNK);
    }

    @Override
    public String toString() {
        String doubled = stuffed == 0 ? "" : ", " + Text.count(stuffed, "dot") + " doubled";
        return "[" + what + ": " + Text.count(octets, "octet") + ", " + Text.count(lines, "line") + doubled + "]";
    }
}
