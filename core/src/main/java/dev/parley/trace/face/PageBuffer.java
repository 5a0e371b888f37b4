package dev.parley.trace.face;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the first and the last rows of a page, and counts those between them. */
final class PageBuffer {
    private final int maxRows;
    private final int maxCharacters;
    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private int firstCharacters;
    private int lastCharacters;
    private int omitted;

    /** @param maxRows the number of the first rows, and their length; of the last rows half as much is kept */
    private PageBuffer(int maxRows, int maxCharacters) {
        this.maxRows = maxRows;
        this.maxCharacters = maxCharacters;
    }

    /** For the table. */
    static PageBuffer ofRows() {
        return new PageBuffer(1000, 1024 * 1024);
    }

    /** For the text to copy. */
    static PageBuffer ofLines() {
        return new PageBuffer(200, 16 * 1024);
    }

    void add(String row) {
        boolean fits = first.size() < maxRows && firstCharacters + row.length() <= maxCharacters;
        if (last.isEmpty() && fits) {
            first.add(row);
            firstCharacters += row.length();
            return;
        }
        last.add(row);
        lastCharacters += row.length();
        while (last.size() > maxRows / 2 || lastCharacters > maxCharacters / 2) {
            lastCharacters -= last.remove().length();
            omitted++;
        }
    }

    List<String> first() {
        return first;
    }

    Iterable<String> last() {
        return last;
    }

    /** The number of rows between the first and the last. */
    int omitted() {
        return omitted;
    }
}
