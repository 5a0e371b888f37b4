package dev.parley.trace.face;

import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.outcome.DialogOutcome;
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

    private final DialogOutcome outcome = new DialogOutcome();
    private final List<Rejection> rejections = new ArrayList<>();
    private final Map<Integer, String> commands = new HashMap<>();
    private final Map<Span.Kind, Duration> waits = new EnumMap<>(Span.Kind.class);
    private Optional<TraceEvent.Opened> opened = Optional.empty();
    private Optional<TlsReport> tls = Optional.empty();
    private Optional<TraceEvent.Failed> failure = Optional.empty();
    private Optional<TraceEvent.Explained> failureMeaning = Optional.empty();
    private Optional<TraceEvent.Closed> closed = Optional.empty();
    private Optional<TraceEvent.Content> content = Optional.empty();
    private Optional<Reply> contentReply = Optional.empty();
    private Optional<Reply> slowest = Optional.empty();
    private int rejected;
    private long nanos;
    private boolean explainsFailure;

    /** The intervals that the present event ended. */
    private final List<Span> spans = new ArrayList<>();

    /** A reply, with the command or content that it answers. */
    record Reply(int id, String command, String line, Duration waited) {}

    /** A rejection and its explanation, if any. */
    record Rejection(Reply reply, Optional<TraceEvent.Explained> meaning) {}

    /** A part of the total time. */
    record Share(String cssClass, String label, Duration length) {}

    /** Adds an event and returns the intervals that it ended: the client's own work, a wait, or both in this order. */
    List<Span> add(TraceEvent event) {
        spans.clear();
        outcome.add(event);
        event.accept(this);
        if (!(event instanceof TraceEvent.Offered)) {
            nanos = event.nanos();
        }
        return List.copyOf(spans);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        opened = Optional.of(event);
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        worked(event.nanos() - event.took().toNanos());
        waited(Span.Kind.of(event.step()), event.nanos(), event.took());
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        tls = Optional.of(event.tls());
        worked(event.nanos() - event.tls().handshake().toNanos());
        waited(Span.Kind.TLS, event.nanos(), event.tls().handshake());
    }

    @Override
    public void offered(TraceEvent.Offered event) {}

    @Override
    public void decided(TraceEvent.Decided event) {
        worked(event.nanos());
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        worked(event.nanos());
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        worked(event.nanos());
        addCommand(event.id(), event.line());
    }

    @Override
    public void content(TraceEvent.Content event) {
        worked(event.nanos());
        content = Optional.of(event);
        addCommand(event.id(), event.content().toString());
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        explainsFailure = failure.isEmpty();
        failure = failure.or(() -> Optional.of(event));
        tls = tls.or(event::tls);
        waited(Span.Kind.FAILED, event.nanos(), Duration.ofNanos(event.nanos() - nanos));
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        int last = rejections.size() - 1;
        if (explainsFailure) {
            failureMeaning = Optional.of(event);
        } else if (last >= 0 && rejections.get(last).reply().id() == event.id()) {
            rejections.set(last, new Rejection(rejections.get(last).reply(), Optional.of(event)));
        }
        explainsFailure = false;
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        worked(event.nanos());
        closed = Optional.of(event);
    }

    /** The client worked from the event before to this time. */
    private void worked(long end) {
        spans.add(new Span(Span.Kind.OWN, end, Duration.ofNanos(Math.max(0, end - nanos))));
    }

    private void waited(Span.Kind kind, long end, Duration length) {
        spans.add(new Span(kind, end, length));
        waits.merge(kind, length, Duration::plus);
    }

    private void addCommand(int id, String command) {
        if (commands.size() < MAX_COMMANDS) {
            commands.putIfAbsent(id, command.substring(0, Math.min(command.length(), 1000)));
        }
    }

    @Override
    public void received(TraceEvent.Received e) {
        explainsFailure = false;
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
                rejections.add(new Rejection(reply, Optional.empty()));
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

    DialogOutcome outcome() {
        return outcome;
    }

    /** The first failure; others are its consequences. */
    Optional<TraceEvent.Failed> failure() {
        return failure;
    }

    /** The explanation of the failure. */
    Optional<TraceEvent.Explained> failureMeaning() {
        return failureMeaning;
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
    List<Rejection> rejections() {
        return rejections;
    }

    /** The number of rejections. */
    int rejected() {
        return rejected;
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
        shares.add(new Share(Span.Kind.OWN.cssClass(), Span.Kind.OWN.label(), own.isNegative() ? Duration.ZERO : own));
        return shares;
    }
}
