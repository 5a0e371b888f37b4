package dev.parley.trace.outcome;

import java.util.List;

/** Names in a sentence. */
final class NameList {
    private NameList() {}

    /**
     * {@code a}, {@code a and b}, or {@code a, b, c and 7 more}.
     *
     * @param first the first names
     * @param number how many there are
     */
    static String of(List<String> first, int number) {
        if (first.size() == number && number > 1) {
            return String.join(", ", first.subList(0, number - 1)) + " and " + first.get(number - 1);
        }
        String more = number > first.size() ? " and " + (number - first.size()) + " more" : "";
        return String.join(", ", first) + more;
    }
}
