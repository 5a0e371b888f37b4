package dev.parley.trace;

import dev.parley.settings.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sinks of a connection. A sink that throws is removed and logged; it never affects the connection. */
final class Sinks {
    private List<TraceSink> sinks;

    /** The first that a sink has thrown since the last {@link #takeError}; null where there was none. */
    private @Nullable VirtualMachineError error;

    Sinks(List<TraceSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    boolean isEmpty() {
        return sinks.isEmpty();
    }

    /**
     * Passes an event to each sink.
     *
     * @return a warning for each sink that was removed
     */
    List<String> accept(TraceEvent event) {
        List<String> warnings = new ArrayList<>(0);
        for (TraceSink sink : sinks) {
            try {
                sink.accept(event);
            } catch (Throwable e) {
                remove(sink);
                noteFailure(sink, e);
                close(sink);
                warnings.add(
                        sink.getClass().getSimpleName() + " receives no further events for this connection, it threw "
                                + ApplicationFailure.describe(e));
            }
        }
        return warnings;
    }

    void close() {
        List<TraceSink> closed = sinks;
        sinks = List.of();
        for (TraceSink sink : closed) {
            close(sink);
        }
    }

    /** The first VirtualMachineError that a sink has thrown since the last call; null where there was none. */
    @Nullable VirtualMachineError takeError() {
        VirtualMachineError taken = error;
        error = null;
        return taken;
    }

    private void remove(TraceSink removed) {
        List<TraceSink> others = new ArrayList<>(sinks.size());
        for (TraceSink sink : sinks) {
            if (sink != removed) {
                others.add(sink);
            }
        }
        sinks = List.copyOf(others);
    }

    private void close(TraceSink sink) {
        try {
            sink.close();
        } catch (Throwable e) {
            noteFailure(sink, e);
        }
    }

    private void noteFailure(TraceSink sink, Throwable thrown) {
        if (thrown instanceof VirtualMachineError first && error == null) {
            error = first;
        }
        ApplicationFailure.log("the trace sink " + sink.getClass().getName(), thrown);
    }
}
