package dev.parley.trace;

import dev.parley.settings.ApplicationFailure;
import dev.parley.trace.explanation.Explainer;
import dev.parley.trace.explanation.Explanation;
import dev.parley.trace.redaction.ServerProof;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trace of one connection: creates its events, redacts them, and passes them to the sinks.
 *
 * <ol>
 *   <li>{@link #opened}, then the other events in their order;
 *   <li>{@link #sent}, any number of times, then {@link #flushed}: commands that are flushed together are a group;
 *   <li>{@link #closed}, which also closes the sinks.
 * </ol>
 *
 * A sink that throws is removed and logged, the other sinks receive a warning, and the connection is not affected. The
 * last events are also kept without a sink, for {@link #trail}.
 */
public final class Trace implements AutoCloseable {
    private final long start = System.nanoTime();
    private final PrivacySettings privacy;
    private final Redaction redaction;
    private final Ring ring;
    private final Detail detail;
    private final Explainer explainer;
    private final Counts counts = new Counts();
    private final List<Pending> pending = new ArrayList<>();
    private List<TraceSink> sinks;
    private String property = "mail.trace";

    /** Returns the warnings of properties that are set and never read, by their names; null without this check. */
    private Supplier<Map<String, String>> unreadProperties;

    private boolean secured;
    private int lastId;
    private int lastGroup;
    private boolean closed;

    /** The first that a sink has thrown since the last {@link #takeSinkError}; null where there was none. */
    private VirtualMachineError sinkError;

    /** A trace for these sinks, without a trail. */
    public Trace(List<TraceSink> sinks) {
        this(sinks, PrivacySettings.NONE, 0);
    }

    /** @param ringSize the number of events that are kept for {@link #trail} */
    public Trace(List<TraceSink> sinks, PrivacySettings privacy, int ringSize) {
        this(sinks, privacy, ringSize, Detail.NONE);
    }

    /** @param ringSize the number of events that are kept for {@link #trail} */
    public Trace(List<TraceSink> sinks, PrivacySettings privacy, int ringSize, Detail detail) {
        this.sinks = List.copyOf(sinks);
        this.privacy = privacy;
        this.redaction = new Redaction(privacy);
        this.ring = new Ring(ringSize);
        this.detail = detail;
        this.explainer = new Explainer();
    }

    /**
     * A command or content that was written and may not have been flushed.
     *
     * @param command null: it is content
     * @param octets of the command
     * @param content null: it is a command
     * @param head of the content
     */
    private record Pending(
            PendingCommand pendingCommand, Object command, int octets, Elided content, List<String> head) {}

    /** @param dialog a short name */
    public void opened(String dialog, String protocol, String host, int port, Map<String, String> settings) {
        property = "mail." + protocol + ".trace";
        explainer.opened(protocol, host, port, settings);
        if (isWanted()) {
            give(new TraceEvent.Opened(
                    nanos(), Instant.now().truncatedTo(ChronoUnit.MILLIS), dialog, protocol, host, port, settings));
        }
    }

    /**
     * Reports properties that are set and never read: at once where there are sinks, otherwise with the {@link #trail}.
     *
     * @param unread returns the texts of the warnings, by the names of the properties
     */
    public void warnOf(Supplier<Map<String, String>> unread) {
        unreadProperties = unread;
        if (!sinks.isEmpty()) {
            for (TraceEvent.Warned warning : propertyWarnings()) {
                give(warning);
            }
        }
    }

    private List<TraceEvent.Warned> propertyWarnings() {
        List<TraceEvent.Warned> warnings = new ArrayList<>();
        if (unreadProperties == null) {
            return warnings;
        }
        for (Map.Entry<String, String> each : unreadProperties.get().entrySet()) {
            warnings.add(new TraceEvent.Warned(nanos(), Topic.SETTINGS, each.getValue(), each.getKey()));
        }
        return warnings;
    }

    /** A user logs in; where the settings hide users, the name is replaced in all texts. */
    public void hideUser(String name) {
        redaction.hideUser(name);
    }

    /** A secret as it is on the wire, or as a server may decode it; it is replaced in all texts. */
    public void hide(byte[] secret) {
        redaction.hide(secret);
    }

    /** A server's text for the message of an exception: without secrets and control characters. */
    public String redacted(String text) {
        return Shown.escaped(redaction.withoutSecrets(text));
    }

    /** The failure; another one where its message contains a secret or a control character. */
    public IOException redacted(IOException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String text = String.valueOf(each.getMessage());
            if (!redacted(text).equals(text)) {
                return new IOException(redacted(String.valueOf(failure.getMessage())));
            }
        }
        return failure;
    }

    public void resolved(String host, List<String> addresses, Duration took) {
        if (isWanted()) {
            give(new TraceEvent.Resolved(nanos(), host, List.copyOf(addresses), took));
        }
    }

    public void connected(String remote, String local, Duration took) {
        counts.listening();
        if (isWanted()) {
            give(new TraceEvent.Connected(nanos(), remote, local, took));
        }
    }

    public void secured(TlsReport tls) {
        secured = true;
        explainer.secured();
        counts.listening();
        if (isWanted()) {
            give(new TraceEvent.Secured(nanos(), detail.wholeTls() ? tls : tls.withoutDetails()));
        }
    }

    public void offered(List<String> capabilities) {
        explainer.offered(capabilities);
        if (isWanted()) {
            give(new TraceEvent.Offered(nanos(), List.copyOf(capabilities)));
        }
    }

    public void decided(Topic topic, String choice, String because) {
        decided(topic, choice, because, Optional.empty());
    }

    public void decided(Topic topic, String choice, String because, String property) {
        decided(topic, choice, because, Optional.of(property));
    }

    /** A login begins; the meaning of its rejection depends on the mechanism. */
    public void loggingIn(String mechanism, String user, String because) {
        loggingIn(mechanism, user, because, Optional.empty());
    }

    public void loggingIn(String mechanism, String user, String because, String property) {
        loggingIn(mechanism, user, because, Optional.of(property));
    }

    private void loggingIn(String mechanism, String user, String because, Optional<String> property) {
        explainer.loggingIn(mechanism);
        decided(Topic.AUTH, (mechanism + " as " + user).strip(), because, property);
    }

    private void decided(Topic topic, String choice, String because, Optional<String> property) {
        if (isWanted()) {
            give(new TraceEvent.Decided(nanos(), topic, choice, because, property));
        }
    }

    public void warned(Topic topic, String text, String property) {
        if (isWanted()) {
            give(new TraceEvent.Warned(nanos(), topic, text, property));
        }
    }

    /**
     * A command is written to the buffer; {@link #flushed} reports that it is sent.
     *
     * @param octets on the wire, including the CRLF
     * @return the argument of {@link #received} for its reply
     */
    public PendingCommand sent(String phase, Object command, int octets) {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        PendingCommand pendingCommand = new PendingCommand(++lastId, phase);
        counts.sent(octets);
        pending.add(new Pending(pendingCommand, command, octets, null, List.of()));
        return pendingCommand;
    }

    /** The buffer is flushed in one write. */
    public void flushed() {
        if (pending.isEmpty()) {
            return;
        }
        List<Pending> together = List.copyOf(pending);
        pending.clear();
        int commands = 0;
        for (Pending each : together) {
            commands += each.command == null ? 0 : 1;
        }
        counts.flushed(commands);
        lastGroup += commands > 1 ? 1 : 0;
        int place = 0;
        for (Pending each : together) {
            place += each.command == null ? 0 : 1;
            each.pendingCommand.since = System.nanoTime();
            if (!isOff()) {
                give(event(each, commands > 1 ? Optional.of(new Group(lastGroup, place, commands)) : Optional.empty()));
            }
        }
    }

    private TraceEvent event(Pending each, Optional<Group> group) {
        int id = each.pendingCommand.id;
        return each.command == null
                ? new TraceEvent.Content(nanos(), id, secured, each.content, each.head)
                : new TraceEvent.Sent(
                        nanos(), id, group, each.pendingCommand.phase, secured, each.command.toString(), each.octets);
    }

    /** The greeting is awaited, which no command requests. */
    public PendingCommand unsolicited() {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        counts.listening();
        return new PendingCommand(0, "greeting");
    }

    /** @param lines called only where there is a sink or a trail */
    public void received(PendingCommand pendingCommand, Answer answer, Supplier<List<String>> lines) {
        if (!isOff()) {
            received(pendingCommand, answer, lines.get());
        }
    }

    public void received(PendingCommand pendingCommand, Answer answer, List<String> lines) {
        if (!isWanted()) {
            return;
        }
        counts.received(lines);
        Duration waited = Duration.ofNanos(System.nanoTime() - pendingCommand.since);
        List<String> redacted = new ArrayList<>(lines.size());
        for (String line : lines) {
            redacted.add(ServerProof.hiddenIn(line));
        }
        give(new TraceEvent.Received(
                nanos(), pendingCommand.id, pendingCommand.phase, secured, answer, List.copyOf(redacted), waited));
        if (detail.explaining().includes(answer)) {
            String phase = pendingCommand.phase;
            explain(pendingCommand.id, explainer.reply(answer.code(), answer.status(), phase, lines));
        }
    }

    /** Keeps as much of a content as the settings show. */
    public Head head() {
        return new Head(privacy.content());
    }

    /** Content is written that has a number of its own. */
    public PendingCommand content(String phase, Elided content, Head head) {
        PendingCommand pendingCommand = new PendingCommand(++lastId, phase);
        content(pendingCommand, content, head);
        return pendingCommand;
    }

    /** Content is written as a part of a command, with the command's number. */
    public void content(PendingCommand command, Elided content, Head head) {
        if (isOff()) {
            return;
        }
        counts.sent(content.octets() + content.stuffed());
        pending.add(new Pending(command, null, 0, content, head.take()));
    }

    public void failed(String phase, String what) {
        failed(phase, what, false);
    }

    /** The same where a rejection is the reason, which has been explained. */
    public void refused(String phase, String what) {
        if (isWanted()) {
            give(new TraceEvent.Failed(nanos(), phase, String.valueOf(what), false));
        }
    }

    /** @param mayBeDelivered whether the server may have accepted the message although its reply was not received */
    public void failed(String phase, String what, boolean mayBeDelivered) {
        if (isWanted()) {
            give(new TraceEvent.Failed(nanos(), phase, String.valueOf(what), mayBeDelivered));
            if (detail.explaining() != Explaining.OFF) {
                explain(0, explainer.failure(phase, String.valueOf(what), mayBeDelivered));
            }
        }
    }

    private void explain(int id, Optional<Explanation> found) {
        if (found.isPresent()) {
            Explanation entry = found.get();
            Optional<String> fix = entry.fix().isPresent()
                    ? Optional.of(explainer.filled(entry.fix().get()))
                    : Optional.empty();
            give(new TraceEvent.Explained(nanos(), id, explainer.filled(entry.meaning()), fix, entry.source()));
        }
    }

    /** Ends the trace; further calls have no effect. */
    public void closed(String how) {
        if (!closed) {
            closed = true;
            if (isWanted()) {
                give(new TraceEvent.Closed(nanos(), how, counts.totals()));
            }
            close();
        }
    }

    /** The last events, to be suppressed in an exception; empty where none are kept. */
    public Optional<DialogTrail> trail() {
        flushed();
        if (ring.isOff()) {
            return Optional.empty();
        }
        List<TraceEvent> events = new ArrayList<>(ring.events());
        events.removeIf(event -> event instanceof TraceEvent.Warned warned && warned.topic() == Topic.SETTINGS);
        for (TraceEvent.Warned warning : propertyWarnings()) {
            events.add(redaction.of(warning));
        }
        return Optional.of(new DialogTrail(List.copyOf(events)));
    }

    /** The exception, with the last events in it, as {@link DialogTrail#of} finds them. */
    public <E extends Exception> E withTrail(E failure) {
        Optional<DialogTrail> trail = trail();
        if (trail.isPresent()) {
            failure.addSuppressed(trail.get());
        }
        return failure;
    }

    @Override
    public void close() {
        List<TraceSink> ended = sinks;
        sinks = List.of();
        for (TraceSink sink : ended) {
            close(sink);
        }
    }

    private void close(TraceSink sink) {
        try {
            sink.close();
        } catch (Throwable e) {
            noteFailure(sink, e);
        }
    }

    /** The first VirtualMachineError that a sink has thrown since the last call; null where there was none. */
    public VirtualMachineError takeSinkError() {
        VirtualMachineError taken = sinkError;
        sinkError = null;
        return taken;
    }

    /** Logs it: a sink never affects the connection. */
    private void noteFailure(TraceSink sink, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && sinkError == null) {
            sinkError = error;
        }
        ApplicationFailure.log("the trace sink " + sink.getClass().getName(), thrown);
    }

    private long nanos() {
        return System.nanoTime() - start;
    }

    /** Whether an event is needed. Commands and content that were written before are reported first. */
    private boolean isWanted() {
        flushed();
        return !isOff();
    }

    private boolean isOff() {
        return sinks.isEmpty() && ring.isOff();
    }

    private void give(TraceEvent made) {
        TraceEvent event = redaction.of(made);
        if (!ring.isOff()) {
            ring.add(event);
        }
        List<String> dropped = new ArrayList<>(0);
        for (TraceSink sink : sinks) {
            try {
                sink.accept(event);
            } catch (Throwable e) {
                drop(sink);
                noteFailure(sink, e);
                close(sink);
                dropped.add(
                        sink.getClass().getSimpleName() + " receives no further events for this connection, it threw "
                                + ApplicationFailure.describe(e));
            }
        }
        for (String what : dropped) {
            if (!isOff()) {
                give(new TraceEvent.Warned(nanos(), Topic.TRACE, what, property));
            }
        }
    }

    private void drop(TraceSink dropped) {
        List<TraceSink> others = new ArrayList<>();
        for (TraceSink sink : sinks) {
            if (sink != dropped) {
                others.add(sink);
            }
        }
        sinks = List.copyOf(others);
    }

    /** A command whose reply is outstanding. */
    public static final class PendingCommand {
        /** Any command, where there is neither a sink nor a trail. */
        private static final PendingCommand UNTRACED = new PendingCommand(0, "");

        private final int id;
        private final String phase;
        private long since = System.nanoTime();

        private PendingCommand(int id, String phase) {
            this.id = id;
            this.phase = phase;
        }
    }
}
