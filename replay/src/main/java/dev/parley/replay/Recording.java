package dev.parley.replay;

import dev.parley.trace.EventRewriter;
import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One dialog of a recorded trace, from {@link TraceEvent.Opened} on; a recording may be cut off.
 *
 * @param recorded the events, in their order
 */
public record Recording(List<RecordedEvent> recorded) {
    public Recording {
        recorded = List.copyOf(recorded);
    }

    /** How it began: protocol, host, port, and what the application had set. */
    public TraceEvent.Opened opened() {
        return (TraceEvent.Opened) recorded.get(0).event();
    }

    /** The events, for a {@link dev.parley.trace.TraceSink}. */
    public List<TraceEvent> events() {
        return recorded.stream().map(RecordedEvent::event).toList();
    }

    /**
     * The events without what differs between two runs of the same dialog: times, the dialog's name, and this side's
     * port.
     */
    public List<TraceEvent> timeless() {
        Timeless rewriter = new Timeless();
        return events().stream().map(event -> event.rewritten(rewriter)).toList();
    }

    private static final class Timeless extends EventRewriter {
        @Override
        protected String text(String text) {
            return text;
        }

        @Override
        protected String local(String address) {
            return address.replaceFirst(":\\d+$", "");
        }

        @Override
        protected String dialog(String name) {
            return "";
        }

        @Override
        protected Instant when(Instant opened) {
            return Instant.EPOCH;
        }

        @Override
        protected long nanos(long nanos) {
            return 0;
        }

        @Override
        protected Duration took(Duration duration) {
            return Duration.ZERO;
        }
    }
}
