package dev.parley.trace.face;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of at most 120 characters that continue in their column. A longer word stays whole. */
final class Wrapped {
    private static final int WIDTH = 120;

    private Wrapped() {}

    /** @param indent where the text begins after the columns, and continues */
    static List<String> lines(String whole, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = whole;
        int earliest = Math.min(indent, whole.length());
        while (rest.length() > WIDTH) {
            int end = rest.lastIndexOf(' ', WIDTH);
            if (end <= earliest) {
                end = rest.indexOf(' ', Math.max(WIDTH, earliest));
            }
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = " ".repeat(indent) + rest.substring(end + 1);
        }
        lines.add(rest);
        return lines;
    }
}
