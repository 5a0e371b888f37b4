package dev.parley.trace.face;

import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Summarizes a connection while its events arrive, in bounded memory. Some events change nothing. */
final class Summary implements TraceEvent.Visitor {
    private static final int MAX_REJECTIONS = 10;
    private static final int MAX_COMMANDS = 1000;

    private final List<Reply> rejections = new ArrayList<>();
    private final Map<Integer, String> commands = new HashMap<>();
    private final Map<Span.Kind, Duration> waits = new EnumMap<>(Span.Kind.class);
    private Optional<TraceEvent.Opened> opened = Optional.empty();
    private Optional<TlsReport> tls = Optional.empty();
    private Optional<TraceEvent.Failed> failure = Optional.empty();
    private Optional<TraceEvent.Closed> closed = Optional.empty();
    private Optional<TraceEvent.Content> content = Optional.empty();
    private Optional<Reply> contentReply = Optional.empty();
    private Optional<Reply> slowest = Optional.empty();
    private int rejected;
    private int warnings;
    private long nanos;

    /** The wait that the present event ended; null where it ended none. */
    private Span wait;

    /** A reply, with the command or content that it answers. */
    record Reply(int id, String command, String line, Duration waited) {}

    /** A part of the total time. */
    record Share(String cssClass, String label, Duration length) {}

    /** Adds an event and returns the wait that it ended, if any. */
    Optional<Span> add(TraceEvent event) {
        wait = null;
        event.accept(this);
        nanos = event.nanos();
        return Optional.ofNullable(wait);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        opened = Optional.of(event);
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        waited(Span.Kind.of(event.step()), event.nanos(), event.took());
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        tls = Optional.of(event.tls());
        waited(Span.Kind.TLS, event.nanos(), event.tls().handshake());
    }

    @Override
    public void offered(TraceEvent.Offered event) {}

    @Override
    public void decided(TraceEvent.Decided event) {}

    @Override
    public void warned(TraceEvent.Warned event) {
        warnings++;
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        addCommand(event.id(), event.line());
    }

    @Override
    public void content(TraceEvent.Content event) {
        content = Optional.of(event);
        addCommand(event.id(), event.content().toString());
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        failure = Optional.of(event);
        waited(Span.Kind.FAILED, event.nanos(), Duration.ofNanos(event.nanos() - nanos));
    }

    @Override
    public void explained(TraceEvent.Explained event) {}

    @Override
    public void closed(TraceEvent.Closed event) {
        closed = Optional.of(event);
    }

    private void waited(Span.Kind kind, long end, Duration length) {
        wait = new Span(kind, end, length);
        waits.merge(kind, length, Duration::plus);
    }

    private void addCommand(int id, String command) {
        if (commands.size() < MAX_COMMANDS) {
            commands.putIfAbsent(id, command.substring(0, Math.min(command.length(), 1000)));
        }
    }

    @Override
    public void received(TraceEvent.Received e) {
        waited(e.answer().refused() ? Span.Kind.REJECTION : Span.Kind.REPLY, e.nanos(), e.waited());
        String line = e.lines().isEmpty() ? "" : e.lines().get(e.lines().size() - 1);
        Reply reply = new Reply(e.id(), commands.getOrDefault(e.id(), e.phase()), line, e.waited());
        if (slowest.isEmpty() || e.waited().compareTo(slowest.get().waited()) > 0) {
            slowest = Optional.of(reply);
        }
        if (content.isPresent() && content.get().id() == e.id()) {
            contentReply = Optional.of(reply);
        }
        if (e.answer().refused()) {
            rejected++;
            if (rejections.size() < MAX_REJECTIONS) {
                rejections.add(reply);
            }
        }
        commands.keySet().removeIf(id -> id < e.id());
    }

    Optional<TraceEvent.Opened> opened() {
        return opened;
    }

    Optional<TlsReport> tls() {
        return tls;
    }

    /** The last failure. */
    Optional<TraceEvent.Failed> failure() {
        return failure;
    }

    Optional<TraceEvent.Closed> closed() {
        return closed;
    }

    /** The reply to the last content. */
    Optional<Reply> contentReply() {
        return contentReply;
    }

    String contentKind() {
        return content.map(sent -> sent.content().what()).orElse("content");
    }

    /** The reply with the longest wait. */
    Optional<Reply> slowest() {
        return slowest;
    }

    /** The first rejections. */
    List<Reply> rejections() {
        return rejections;
    }

    /** The number of rejections. */
    int rejected() {
        return rejected;
    }

    int warnings() {
        return warnings;
    }

    /** The time of the last event. */
    long nanos() {
        return nanos;
    }

    /** From the beginning to the last event. */
    Duration length() {
        return Duration.ofNanos(nanos);
    }

    /** The waits for each step, in order, and the remaining time, which the client took. */
    List<Share> shares() {
        List<Share> shares = new ArrayList<>();
        for (Span.Kind kind : List.of(Span.Kind.LOOKUP, Span.Kind.CONNECT, Span.Kind.TLS, Span.Kind.FAILED)) {
            Optional.ofNullable(waits.get(kind))
                    .ifPresent(length -> shares.add(new Share(kind.cssClass(), kind.label(), length)));
        }
        // Replies of a group are waited for together: their own waits add up to more.
        Duration replies = closed.map(end -> end.totals().waited()).orElse(Duration.ZERO);
        shares.add(new Share(Span.Kind.REPLY.cssClass(), Span.Kind.REPLY.label(), replies));
        Duration own = shares.stream().map(Share::length).reduce(length(), Duration::minus);
        shares.add(new Share("own", "client", own.isNegative() ? Duration.ZERO : own));
        return shares;
    }
}
