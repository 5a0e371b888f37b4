package dev.parley.smtp.mime;

import dev.parley.wire.Octets;
import java.util.Arrays;

/** The lines of a header as they come, up to its blank line or to what ends it instead. */
final class HeaderLines {
    private byte[] octets = new byte[1024];
    private int size;
    private int line;

    /** Takes a line or what there is of one, and says where that ends. */
    int take(byte[] source, int from, int end) {
        int next = Math.min(end, Octets.indexOf(source, from, end, '\n') + 1);
        if (size + next - from > octets.length) {
            octets = Arrays.copyOf(octets, 2 * (size + next - from));
        }
        System.arraycopy(source, from, octets, size, next - from);
        size += next - from;
        return next;
    }

    boolean isLineEnded() {
        return size > line && octets[size - 1] == '\n';
    }

    boolean isLineBlank() {
        return size - line == 1 || size - line == 2 && octets[line] == '\r';
    }

    byte[] line() {
        return Arrays.copyOfRange(octets, line, size);
    }

    /** The line belongs to the header. */
    void keepLine() {
        line = size;
    }

    /** What has been kept, and the line that ends it where that is blank; the next header begins. */
    MimeHeader end(boolean message) {
        boolean blank = isLineEnded() && isLineBlank();
        MimeHeader header = new MimeHeader(message, Arrays.copyOf(octets, blank ? size : line), line);
        size = 0;
        line = 0;
        return header;
    }
}
