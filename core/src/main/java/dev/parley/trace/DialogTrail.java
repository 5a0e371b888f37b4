package dev.parley.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last events of a dialog, suppressed in the exception that its failure became: what the server said is at hand
 * although nobody had switched a trace on. It carries no secret, as no event does.
 *
 * <p>{@code mail.<protocol>.trace.ring} says how many events are kept; {@code mail.<protocol>.trace.addresses} applies.
 */
public final class DialogTrail extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 9;

    private final transient List<TraceEvent> events;

    DialogTrail(List<TraceEvent> events) {
        super(shown(events), null, false, false);
        this.events = events;
    }

    /** The events, the oldest first; none in one that was serialized. */
    public List<TraceEvent> events() {
        return events == null ? List.of() : events;
    }

    /** The trail of an exception that Parley threw, or of one that it caused. */
    public static Optional<DialogTrail> of(Throwable failure) {
        Deque<Throwable> waiting = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        waiting.add(failure);
        while (!waiting.isEmpty()) {
            Throwable next = waiting.remove();
            if (next instanceof DialogTrail trail) {
                return Optional.of(trail);
            }
            if (seen.add(next)) {
                waiting.addAll(List.of(next.getSuppressed()));
                Optional.ofNullable(next.getCause()).ifPresent(waiting::add);
            }
        }
        return Optional.empty();
    }

    /** As {@code printStackTrace} shows it: ten lines at most, an explanation of the last refusal among them. */
    @Override
    public String toString() {
        return getMessage();
    }

    private static String shown(List<TraceEvent> events) {
        List<Line> lines = lines(events);
        int hidden = Math.max(0, lines.size() - SHOWN);
        int left = hidden;
        List<String> shown = new ArrayList<>();
        for (Line line : lines) {
            if (left > 0 && !line.stays) {
                left--;
            } else {
                shown.add(line.text);
            }
        }
        String before = hidden == 0 ? "the dialog" : "the dialog, behind " + hidden + " other lines";
        return before + ":\n\t\t" + String.join("\n\t\t", shown);
    }

    /** @param stays whether it is shown however many follow */
    private record Line(String text, boolean stays) {}

    /** One explanation is enough, and stays with the end of what it explains. */
    private static List<Line> lines(List<TraceEvent> events) {
        int explained = explained(events);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (i == explained && !lines.isEmpty()) {
                lines.set(lines.size() - 1, new Line(lines.get(lines.size() - 1).text, true));
            }
            if (i == explained || !(events.get(i) instanceof TraceEvent.Explained)) {
                boolean stays = i == explained;
                Brief.lines(events.get(i)).forEach(line -> lines.add(new Line(line, stays)));
            }
        }
        return lines;
    }

    /** The place of the last explanation that says what to do, else of the last one; -1 where there is none. */
    private static int explained(List<TraceEvent> events) {
        int last = -1;
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof TraceEvent.Explained e) {
                if (e.fix().isPresent()) {
                    return i;
                }
                last = last < 0 ? i : last;
            }
        }
        return last;
    }
}
