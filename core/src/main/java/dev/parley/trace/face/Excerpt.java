package dev.parley.trace.face;

import java.util.List;

/**
 * The lines of a long text that a page has room for: the first of them and the very last.
 *
 * @param middle those between
 * @param omitted how many between the middle and the last are left out
 */
record Excerpt(String first, List<String> middle, int omitted, String last) {
    private static final int LINES = 200;
    private static final int CHARACTERS = 16 * 1024;

    /** @param lines two at least */
    static Excerpt of(List<String> lines) {
        int end = lines.size() - 1;
        int kept = 1;
        int characters = 0;
        while (kept < Math.min(end, LINES) && characters < CHARACTERS) {
            characters += lines.get(kept++).length();
        }
        return new Excerpt(lines.get(0), lines.subList(1, kept), end - kept, lines.get(end));
    }

    /** How many lines are between the first and the last. */
    int between() {
        return middle.size() + omitted;
    }
}
