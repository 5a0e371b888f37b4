package dev.parley.trace.face;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the first and the last rows of a page, and counts those between them. */
final class PageBuffer {
    private static final int MAX_FIRST = 1000;
    private static final int MAX_FIRST_CHARACTERS = 1024 * 1024;
    private static final int MAX_LAST = 500;
    private static final int MAX_LAST_CHARACTERS = 512 * 1024;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private int firstCharacters;
    private int lastCharacters;
    private int omitted;

    void add(String row) {
        boolean fits = first.size() < MAX_FIRST && firstCharacters + row.length() <= MAX_FIRST_CHARACTERS;
        if (last.isEmpty() && fits) {
            first.add(row);
            firstCharacters += row.length();
            return;
        }
        last.add(row);
        lastCharacters += row.length();
        while (last.size() > MAX_LAST || lastCharacters > MAX_LAST_CHARACTERS) {
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
