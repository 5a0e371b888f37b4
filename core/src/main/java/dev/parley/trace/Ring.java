package dev.parley.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events of a dialog, for the failure that nobody had switched a trace on for. */
final class Ring {
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
        last.add(Bounded.of(event));
    }

    List<TraceEvent> events() {
        return List.copyOf(last);
    }
}
