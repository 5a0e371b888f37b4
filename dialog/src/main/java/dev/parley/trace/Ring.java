package dev.parley.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last events of a dialog, for the failure that nobody had switched a trace on for. */
final class Ring {
    /** Characters of text that one event may keep. */
    private static final int TEXT = 1024;

    private final int size;
    private final Deque<TraceEvent> last = new ArrayDeque<>();

    /** @param size how many are kept; 0 for none */
    Ring(int size) {
        this.size = size;
    }

    boolean isOff() {
        return size == 0;
    }

    void add(TraceEvent event) {
        if (last.size() == size) {
            last.remove();
        }
        last.add(bounded(event));
    }

    List<TraceEvent> events() {
        return List.copyOf(last);
    }

    private static TraceEvent bounded(TraceEvent event) {
        if (event instanceof TraceEvent.Sent e && e.line().length() > TEXT) {
            return new TraceEvent.Sent(
                    e.nanos(), e.id(), e.group(), e.phase(), e.secured(), cut(e.line(), TEXT), e.octets());
        } else if (event instanceof TraceEvent.Received e) {
            return new TraceEvent.Received(
                    e.nanos(), e.id(), e.phase(), e.secured(), e.answer(), cut(e.lines()), e.waited());
        } else if (event instanceof TraceEvent.Content e) {
            return new TraceEvent.Content(e.nanos(), e.id(), e.secured(), e.content(), cut(e.head()));
        }
        return event;
    }

    private static List<String> cut(List<String> lines) {
        if (lines.stream().mapToInt(String::length).sum() <= TEXT) {
            return lines;
        }
        List<String> kept = new ArrayList<>();
        int left = TEXT;
        for (String line : lines) {
            if (left == 0) {
                kept.add("[" + (lines.size() - kept.size()) + " more lines]");
                break;
            }
            kept.add(cut(line, left));
            left -= Math.min(left, line.length());
        }
        return kept;
    }

    private static String cut(String line, int length) {
        return line.length() <= length ? line : line.substring(0, length) + " [" + (line.length() - length) + " more]";
    }
}
