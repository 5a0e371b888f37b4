package dev.parley.replay;

import dev.parley.trace.EventRewriter;
import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One dialog of a recorded trace. It begins with {@link TraceEvent.Opened} and may be incomplete.
 *
 * @param recorded the events in their order
 */
public record Recording(List<RecordedEvent> recorded) {
    public Recording {
        recorded = List.copyOf(recorded);
    }

    /** The first event: protocol, host, port, and the settings of the application. */
    public TraceEvent.Opened opened() {
        return (TraceEvent.Opened) recorded.get(0).event();
    }

    /** The events, for a {@link dev.parley.trace.TraceSink}. */
    public List<TraceEvent> events() {
        return recorded.stream().map(RecordedEvent::event).toList();
    }

    /**
     * The events without the values that differ between two runs of the same dialog: times, the identifier of the dialog, and
     * the local port.
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
