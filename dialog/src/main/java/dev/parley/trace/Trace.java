package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The pen of one dialog: numbers and times its facts and hands them to the sinks. Without a sink it writes nothing.
 *
 * <p>A sink that throws is dropped; tracing never changes the dialog.
 */
public final class Trace implements AutoCloseable {
    private final long start = System.nanoTime();
    private List<TraceSink> sinks;
    private boolean secured;
    private int lastId;
    private boolean closed;

    public Trace(List<TraceSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    public void opened(String protocol, String host, int port) {
        emit(nanos -> new TraceEvent.Opened(nanos, Instant.now().truncatedTo(ChronoUnit.MILLIS), protocol, host, port));
    }

    public void resolved(String host, List<String> addresses, Duration took) {
        emit(nanos -> new TraceEvent.Resolved(nanos, host, addresses, took));
    }

    public void connected(String remote, String local, Duration took) {
        emit(nanos -> new TraceEvent.Connected(nanos, remote, local, took));
    }

    public void secured(TlsReport tls) {
        secured = true;
        emit(nanos -> new TraceEvent.Secured(nanos, tls));
    }

    public void decided(Topic topic, String choice, String because) {
        emit(nanos -> new TraceEvent.Decided(nanos, topic, choice, because, Optional.empty()));
    }

    public void decided(Topic topic, String choice, String because, String property) {
        emit(nanos -> new TraceEvent.Decided(nanos, topic, choice, because, Optional.of(property)));
    }

    public void warned(Topic topic, String text, String property) {
        emit(nanos -> new TraceEvent.Warned(nanos, topic, text, property));
    }

    /** A command goes out now; the answer is what its reply is to be reported with. */
    public Asked sent(Object command) {
        Asked asked = new Asked(++lastId, System.nanoTime());
        emit(nanos -> new TraceEvent.Sent(nanos, asked.id, secured, command.toString()));
        return asked;
    }

    /** Something is waited for that no command asked for: the greeting. */
    public Asked unasked() {
        return new Asked(0, System.nanoTime());
    }

    public void received(Asked asked, boolean refused, List<String> lines) {
        received(asked, refused, () -> lines);
    }

    /** @param lines asked for only when somebody reads the trace */
    public void received(Asked asked, boolean refused, Supplier<List<String>> lines) {
        Duration waited = Duration.ofNanos(System.nanoTime() - asked.nanos);
        emit(nanos -> new TraceEvent.Received(nanos, asked.id, secured, refused, lines.get(), waited));
    }

    /** Content has gone out under a number of its own. */
    public Asked content(String what, long octets, long lines, int stuffed) {
        Asked asked = new Asked(++lastId, System.nanoTime());
        emit(nanos -> new TraceEvent.Content(nanos, asked.id, secured, what, octets, lines, stuffed));
        return asked;
    }

    /** Content has gone out as a part of a command, under the command's number. */
    public void content(Asked command, Elided content) {
        emit(nanos -> new TraceEvent.Content(
                nanos, command.id, secured, content.what(), content.octets(), content.lines(), content.stuffed()));
    }

    public void failed(String phase, String what) {
        emit(nanos -> new TraceEvent.Failed(nanos, phase, what));
    }

    /** The first call ends the trace, further ones do nothing. */
    public void closed(String how) {
        if (!closed) {
            closed = true;
            emit(nanos -> new TraceEvent.Closed(nanos, how));
            close();
        }
    }

    @Override
    public void close() {
        List<TraceSink> ended = sinks;
        sinks = List.of();
        ended.forEach(Trace::close);
    }

    private static void close(TraceSink sink) {
        try {
            sink.close();
        } catch (RuntimeException e) {
            // Tracing never changes the dialog.
        }
    }

    private void emit(LongFunction<TraceEvent> fact) {
        if (sinks.isEmpty()) {
            return;
        }
        TraceEvent event = fact.apply(System.nanoTime() - start);
        for (TraceSink sink : sinks) {
            try {
                sink.accept(event);
            } catch (RuntimeException e) {
                sinks = sinks.stream().filter(other -> other != sink).toList();
                close(sink);
            }
        }
    }

    /** A command that waits for its reply. */
    public static final class Asked {
        private final int id;
        private final long nanos;

        private Asked(int id, long nanos) {
            this.id = id;
            this.nanos = nanos;
        }
    }
}
