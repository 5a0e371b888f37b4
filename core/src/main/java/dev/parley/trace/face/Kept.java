package dev.parley.trace.face;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The rows that a page has room for: the first of a dialog and the last, and how many were between them. */
final class Kept {
    private static final int FIRST = 1000;
    private static final int FIRST_CHARACTERS = 1024 * 1024;
    private static final int LAST = 500;
    private static final int LAST_CHARACTERS = 512 * 1024;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private int firstCharacters;
    private int lastCharacters;
    private int omitted;

    void add(String row) {
        boolean fits = first.size() < FIRST && firstCharacters + row.length() <= FIRST_CHARACTERS;
        if (last.isEmpty() && fits) {
            first.add(row);
            firstCharacters += row.length();
            return;
        }
        last.add(row);
        lastCharacters += row.length();
        while (last.size() > LAST || lastCharacters > LAST_CHARACTERS) {
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

    /** Between the first and the last. */
    int omitted() {
        return omitted;
    }
}
