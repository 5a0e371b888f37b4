package dev.parley.testing.dialog;

import java.util.ArrayList;
import java.util.List;

/** The usual lines of an action, of which {@code ...} stands for those that a file does not write. */
final class Exchange {
    private static final String REPLY = "reply";

    private record Part(String key, List<String> lines) {}

    private final List<Part> parts = new ArrayList<>();
    private int next;

    /** @param key identifies the command among those of the exchange */
    Exchange command(String key, String line) {
        return command(key, List.of(line));
    }

    Exchange command(String key, List<String> lines) {
        parts.add(new Part(key, lines));
        return this;
    }

    Exchange reply(String line) {
        return command(REPLY, line);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** All lines that follow the last written one. */
    List<String> rest() {
        return upTo(parts.size());
    }

    /** The lines before a command that the file writes next; the exchange goes on after it. */
    List<String> beforeCommand(String key) {
        int found = find(key);
        if (found < 0) {
            throw new IllegalArgumentException("the usual exchange has no " + key + " for ... to lead to");
        }
        List<String> lines = upTo(found);
        next = found + 1;
        return lines;
    }

    /** The lines before a reply that the file writes next. */
    List<String> beforeReply() {
        int found = next;
        while (found < parts.size() && !isReply(found)) {
            found++;
        }
        return upTo(found);
    }

    /** The file writes a command without {@code ...} before it: the exchange goes on after it. */
    void skipCommand(String key) {
        int found = find(key);
        if (found >= 0) {
            next = found + 1;
        }
    }

    /** The file writes the last line of a reply. */
    void skipReply() {
        if (next < parts.size() && isReply(next)) {
            next++;
        }
    }

    private boolean isReply(int index) {
        return parts.get(index).key().equals(REPLY);
    }

    private int find(String key) {
        for (int i = next; i < parts.size(); i++) {
            if (parts.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private List<String> upTo(int end) {
        List<String> lines = new ArrayList<>();
        for (; next < end; next++) {
            lines.addAll(parts.get(next).lines());
        }
        return lines;
    }
}
