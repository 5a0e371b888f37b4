package dev.parley.testing.dialog;

import java.util.ArrayList;
import java.util.List;

/**
 * An action of the application, with the lines that the file has below it.
 *
 * @param line the action itself
 * @param body the lines of its message or script
 * @param wire what the file shows of its exchange; nothing stands for the usual exchange
 * @param outcome the {@code then} lines; none stand for the usual outcome
 */
record Action(Line line, List<String> body, List<Line> wire, List<String> outcome) {
    /** A line of the file. */
    record Line(int number, String text) {
        String word() {
            return text.split(" ", 2)[0];
        }

        /** The text after the word. */
        String argument() {
            String[] words = text.split(" ", 2);
            return words.length > 1 ? words[1] : "";
        }
    }

    Action(Line line) {
        this(line, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    boolean is(String word) {
        return line.word().equals(word);
    }

    /** Whether the file has only the action: then both its exchange and its outcome are the usual ones. */
    boolean isUsual() {
        return wire.isEmpty() && outcome.isEmpty();
    }
}
