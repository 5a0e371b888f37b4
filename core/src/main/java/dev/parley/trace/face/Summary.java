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

/** What a dialog comes to, added up as it goes; of an endless one no more than this is kept. */
final class Summary {
    private static final int REFUSALS = 10;
    private static final int COMMANDS = 1000;

    private final List<Reply> refusals = new ArrayList<>();
    private final Map<Integer, String> waiting = new HashMap<>();
    private final Map<Span.Kind, Duration> waits = new EnumMap<>(Span.Kind.class);
    private Optional<TraceEvent.Opened> opened = Optional.empty();
    private Optional<TlsReport> tls = Optional.empty();
    private Optional<TraceEvent.Failed> failure = Optional.empty();
    private Optional<TraceEvent.Closed> closed = Optional.empty();
    private Optional<TraceEvent.Content> content = Optional.empty();
    private Optional<Reply> verdict = Optional.empty();
    private Optional<Reply> slowest = Optional.empty();
    private int refused;
    private int warnings;
    private long nanos;

    /** A reply, and what it answers: a command, or a content. */
    record Reply(int id, String command, String line, Duration waited) {}

    /** A part of the dialog's time. */
    record Share(String style, String words, Duration length) {}

    /** @param wait that the event ended */
    void add(TraceEvent event, Optional<Span> wait) {
        nanos = event.nanos();
        wait.ifPresent(span -> waits.merge(span.kind(), span.length(), Duration::plus));
        if (event instanceof TraceEvent.Opened e) {
            opened = Optional.of(e);
        } else if (event instanceof TraceEvent.Secured e) {
            tls = Optional.of(e.tls());
        } else if (event instanceof TraceEvent.Sent e) {
            asked(e.id(), e.line());
        } else if (event instanceof TraceEvent.Content e) {
            content = Optional.of(e);
            asked(e.id(), e.content().toString());
        } else if (event instanceof TraceEvent.Received e) {
            answered(e);
        } else if (event instanceof TraceEvent.Warned) {
            warnings++;
        } else if (event instanceof TraceEvent.Failed e) {
            failure = Optional.of(e);
        } else if (event instanceof TraceEvent.Closed e) {
            closed = Optional.of(e);
        }
    }

    private void asked(int id, String command) {
        if (waiting.size() < COMMANDS) {
            waiting.putIfAbsent(id, command.substring(0, Math.min(command.length(), 1000)));
        }
    }

    private void answered(TraceEvent.Received e) {
        String line = e.lines().isEmpty() ? "" : e.lines().get(e.lines().size() - 1);
        Reply reply = new Reply(e.id(), waiting.getOrDefault(e.id(), e.phase()), line, e.waited());
        if (slowest.isEmpty() || e.waited().compareTo(slowest.get().waited()) > 0) {
            slowest = Optional.of(reply);
        }
        if (content.isPresent() && content.get().id() == e.id()) {
            verdict = Optional.of(reply);
        }
        if (e.answer().refused()) {
            refused++;
            if (refusals.size() < REFUSALS) {
                refusals.add(reply);
            }
        }
        waiting.keySet().removeIf(id -> id < e.id());
    }

    Optional<TraceEvent.Opened> opened() {
        return opened;
    }

    Optional<TlsReport> tls() {
        return tls;
    }

    /** The last thing that went wrong. */
    Optional<TraceEvent.Failed> failure() {
        return failure;
    }

    Optional<TraceEvent.Closed> closed() {
        return closed;
    }

    /** What kind of content went out last, and the server's word on it. */
    Optional<Reply> verdict() {
        return verdict;
    }

    String contentKind() {
        return content.map(sent -> sent.content().what()).orElse("content");
    }

    /** The reply that was waited for longest. */
    Optional<Reply> slowest() {
        return slowest;
    }

    /** The first replies that said no. */
    List<Reply> refusals() {
        return refusals;
    }

    /** How many replies said no. */
    int refused() {
        return refused;
    }

    int warnings() {
        return warnings;
    }

    /** When the last event was. */
    long nanos() {
        return nanos;
    }

    /** From the beginning to the last event. */
    Duration length() {
        return Duration.ofNanos(nanos);
    }

    /** Where the time went, in the order of a dialog: waiting for each of these, and the rest on this side. */
    List<Share> shares() {
        List<Share> shares = new ArrayList<>();
        for (Span.Kind kind : List.of(Span.Kind.LOOKUP, Span.Kind.CONNECT, Span.Kind.TLS, Span.Kind.VAIN)) {
            Optional.ofNullable(waits.get(kind))
                    .ifPresent(length -> shares.add(new Share(kind.style(), kind.words(), length)));
        }
        // Replies of a group are waited for together: their own waits add up to more.
        Duration replies = closed.map(end -> end.totals().waited()).orElse(Duration.ZERO);
        shares.add(new Share(Span.Kind.REPLY.style(), Span.Kind.REPLY.words(), replies));
        Duration own = shares.stream().map(Share::length).reduce(length(), Duration::minus);
        shares.add(new Share("own", "this side", own.isNegative() ? Duration.ZERO : own));
        return shares;
    }
}
