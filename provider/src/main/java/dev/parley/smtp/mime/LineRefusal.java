package dev.parley.smtp.mime;

import dev.parley.smtp.transaction.UnsendableException;
import dev.parley.wire.Octets;

/** A line that is too long and must not be changed. Its octets are counted up to its end, and are not sent. */
final class LineRefusal {
    private final String place;
    private final String reason;
    private int length;

    /** @param place the name of the part or header field */
    LineRefusal(String place, String reason) {
        this.place = place;
        this.reason = reason;
    }

    /** Adds octets that are known to belong to the line. */
    void add(int count) {
        length += count;
    }

    /** @throws UnsendableException when the line has ended */
    void add(byte[] source, int from, int to) throws UnsendableException {
        int lineEnd = Octets.indexOfLineEnd(source, from, to);
        length += lineEnd - from;
        if (lineEnd < to) {
            throw exception();
        }
    }

    UnsendableException exception() {
        return new UnsendableException(
                place + " has a line of " + length + " octets, " + LongestLine.LIMIT + " are allowed, and " + reason);
    }
}
