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
 * The last events of a connection, suppressed in the exception that reports its failure: the server's replies are
 * available although no trace was enabled. It contains no secret, as no event does.
 *
 * <p>{@code mail.<protocol>.trace.ring} is the number of events; {@code mail.<protocol>.trace.addresses} applies.
 */
public final class DialogTrail extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 9;

    private final transient List<TraceEvent> events;

    DialogTrail(List<TraceEvent> events) {
        super(shown(events), null, false, false);
        this.events = events;
    }

    /** The events, the oldest first; empty after serialization. */
    public List<TraceEvent> events() {
        return events == null ? List.of() : events;
    }

    /** The trail of an exception, of its causes, or of what is suppressed in them. */
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

    /** As {@code printStackTrace} prints it: at most ten lines, including the explanation of the last rejection. */
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
        String title = hidden == 0 ? "the dialog" : "the dialog (" + hidden + " lines omitted)";
        return title + ":\n\t\t" + String.join("\n\t\t", shown);
    }

    /** @param stays whether it is printed however many follow */
    private record Line(String text, boolean stays) {}

    /** Only one explanation is printed, after the last line of what it explains. */
    private static List<Line> lines(List<TraceEvent> events) {
        int explained = explained(events);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            boolean stays = i == explained;
            if (stays && !lines.isEmpty()) {
                lines.set(lines.size() - 1, new Line(lines.get(lines.size() - 1).text, true));
            }
            if (stays || !(events.get(i) instanceof TraceEvent.Explained)) {
                events.get(i).accept(new Printer(lines, stays));
            }
        }
        return lines;
    }

    /** The index of the last explanation with a fix, or of the last one without; -1 where there is none. */
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

    /** Adds the lines of an event: those that telnet would show, and the decisions. */
    private record Printer(List<Line> lines, boolean stays) implements TraceEvent.Visitor {
        private void add(String mark, String text) {
            lines.add(new Line(mark + " " + Escaped.text(text), stays));
        }

        @Override
        public void opened(TraceEvent.Opened event) {
            add("===", event.protocol() + " to " + event.host() + ":" + event.port());
        }

        @Override
        public void fact(TraceEvent.Fact event) {
            // Not printed: the exception names the host.
        }

        @Override
        public void secured(TraceEvent.Secured event) {
            add("===", event.tls().protocol() + ", verify " + event.tls().verification());
        }

        @Override
        public void offered(TraceEvent.Offered event) {
            // The reply before it is printed.
        }

        @Override
        public void decided(TraceEvent.Decided event) {
            add("===", event.topic() + ": " + event.choice());
        }

        @Override
        public void warned(TraceEvent.Warned event) {
            add("***", event.topic() + ": " + event.text());
        }

        @Override
        public void sent(TraceEvent.Sent event) {
            add("->", event.line());
        }

        @Override
        public void received(TraceEvent.Received event) {
            event.lines().forEach(line -> add("<-", line));
        }

        @Override
        public void content(TraceEvent.Content event) {
            event.head().forEach(line -> add("->", line));
            lines.add(new Line("-> " + event.content(), stays));
        }

        @Override
        public void failed(TraceEvent.Failed event) {
            add("***", event.phase() + ": " + event.what());
        }

        @Override
        public void explained(TraceEvent.Explained event) {
            add(
                    "?",
                    event.meaning()
                            + event.source().map(where -> " (" + where + ")").orElse(""));
            event.fix().ifPresent(fix -> add("?", "fix: " + fix));
        }

        @Override
        public void closed(TraceEvent.Closed event) {
            // The trail of a failure ends before.
        }
    }
}
