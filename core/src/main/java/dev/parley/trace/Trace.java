package dev.parley.trace;

import dev.parley.settings.ApplicationFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a dialog tells about itself: the events are made here, once, and given to every sink.
 *
 * <ol>
 *   <li>{@link #opened} and what follows, in the order of the dialog;
 *   <li>{@link #sent}, any number of times, then {@link #flushed}: what was sent together is one group;
 *   <li>{@link #closed}: the sinks are closed, too.
 * </ol>
 *
 * A sink that throws anything is dropped and logged, the other sinks get a warning, and the dialog goes on. The last
 * events are kept even where there is no sink: {@link #trail}.
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

    /** Finds the properties that are set and not read: their warnings by their names. */
    private Supplier<Map<String, String>> unreadProperties = Map::of;

    private boolean secured;
    private int lastId;
    private int lastGroup;
    private boolean closed;

    /** Of a sink, since the last {@link #takeSinkError}; null where there was none. */
    private VirtualMachineError sinkError;

    /** A trace for some sinks, and nothing kept for exceptions. */
    public Trace(List<TraceSink> sinks) {
        this(sinks, PrivacySettings.NONE, 0);
    }

    /** @param ringSize how many of the last events are kept for {@link #trail} */
    public Trace(List<TraceSink> sinks, PrivacySettings privacy, int ringSize) {
        this(sinks, privacy, ringSize, Detail.NONE);
    }

    /** @param ringSize how many of the last events are kept for {@link #trail} */
    public Trace(List<TraceSink> sinks, PrivacySettings privacy, int ringSize, Detail detail) {
        this.sinks = List.copyOf(sinks);
        this.privacy = privacy;
        this.redaction = new Redaction(privacy);
        this.ring = new Ring(ringSize);
        this.detail = detail;
        this.explainer = new Explainer(detail.explaining());
    }

    /** What has been written and may not have left yet: a command, or content. */
    private record Pending(
            PendingCommand pendingCommand, boolean isCommand, Function<Optional<Group>, TraceEvent> event) {}

    /** @param dialog a short name */
    public void opened(String dialog, String protocol, String host, int port, Map<String, String> settings) {
        property = "mail." + protocol + ".trace";
        explainer.opened(protocol, host, port, settings);
        emit(() -> new TraceEvent.Opened(
                nanos(), Instant.now().truncatedTo(ChronoUnit.MILLIS), dialog, protocol, host, port, settings));
    }

    /**
     * Properties that are set and not read are reported: at once where the trace is on, else with the {@link #trail}.
     *
     * @param unread finds them: the texts of the warnings, by the names of the properties
     */
    public void warnOf(Supplier<Map<String, String>> unread) {
        unreadProperties = unread;
        if (!sinks.isEmpty()) {
            for (TraceEvent.Warned warning : propertyWarnings()) {
                give(() -> warning);
            }
        }
    }

    private List<TraceEvent.Warned> propertyWarnings() {
        List<TraceEvent.Warned> warnings = new ArrayList<>();
        for (Map.Entry<String, String> each : unreadProperties.get().entrySet()) {
            warnings.add(new TraceEvent.Warned(nanos(), Topic.SETTINGS, each.getValue(), each.getKey()));
        }
        return warnings;
    }

    /** Somebody logs in: where users are not to be shown, no text shows the name. */
    public void hideUser(String name) {
        redaction.hideUser(name);
    }

    /** What this side says in secret, as it is on the wire or as a server may make it out: no text shows it. */
    public void hide(byte[] secret) {
        redaction.hide(secret);
    }

    /** A server's text, as it may stand in the message of an exception: without secrets and control characters. */
    public String redacted(String text) {
        return Shown.escaped(redaction.withoutSecrets(text));
    }

    /** The failure; where it quotes a secret or a control character, another in its place that does not. */
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
        emit(() -> new TraceEvent.Resolved(nanos(), host, addresses, took));
    }

    public void connected(String remote, String local, Duration took) {
        counts.listening();
        emit(() -> new TraceEvent.Connected(nanos(), remote, local, took));
    }

    public void secured(TlsReport tls) {
        secured = true;
        explainer.secured();
        counts.listening();
        emit(() -> new TraceEvent.Secured(nanos(), detail.wholeTls() ? tls : tls.withoutDetails()));
    }

    public void offered(List<String> capabilities) {
        explainer.offered(capabilities);
        emit(() -> new TraceEvent.Offered(nanos(), List.copyOf(capabilities)));
    }

    public void decided(Topic topic, String choice, String because) {
        decided(topic, choice, because, Optional.empty());
    }

    public void decided(Topic topic, String choice, String because, String property) {
        decided(topic, choice, because, Optional.of(property));
    }

    /** A login begins; what a refusal of it means depends on the mechanism. */
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
        emit(() -> new TraceEvent.Decided(nanos(), topic, choice, because, property));
    }

    public void warned(Topic topic, String text, String property) {
        emit(() -> new TraceEvent.Warned(nanos(), topic, text, property));
    }

    /**
     * A command is written; with {@link #flushed} it is on its way.
     *
     * @param octets on the wire, the line's end included
     * @return what its reply is to be reported with
     */
    public PendingCommand sent(String phase, Object command, int octets) {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        PendingCommand pendingCommand = new PendingCommand(++lastId, phase);
        counts.sent(octets);
        pending.add(new Pending(
                pendingCommand,
                true,
                group -> new TraceEvent.Sent(
                        nanos(), pendingCommand.id, group, phase, secured, command.toString(), octets)));
        return pendingCommand;
    }

    /** What has been written leaves, in one write. */
    public void flushed() {
        if (pending.isEmpty()) {
            return;
        }
        List<Pending> together = List.copyOf(pending);
        pending.clear();
        int commands = (int) together.stream().filter(Pending::isCommand).count();
        counts.flushed(commands);
        lastGroup += commands > 1 ? 1 : 0;
        int place = 0;
        for (Pending each : together) {
            place += each.isCommand ? 1 : 0;
            Optional<Group> group =
                    commands > 1 ? Optional.of(new Group(lastGroup, place, commands)) : Optional.empty();
            each.pendingCommand.since = System.nanoTime();
            give(() -> each.event.apply(group));
        }
    }

    /** Something is waited for that no command asked for: the greeting. */
    public PendingCommand unsolicited() {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        counts.listening();
        return new PendingCommand(0, "greeting");
    }

    public void received(PendingCommand pendingCommand, Answer answer, List<String> lines) {
        if (!isOff()) {
            received(pendingCommand, answer, () -> lines);
        }
    }

    /** @param lines called only when somebody reads the trace */
    public void received(PendingCommand pendingCommand, Answer answer, Supplier<List<String>> lines) {
        if (isOff()) {
            return;
        }
        flushed();
        List<String> said = lines.get();
        counts.received(said);
        Duration waited = Duration.ofNanos(System.nanoTime() - pendingCommand.since);
        emit(() -> new TraceEvent.Received(
                nanos(),
                pendingCommand.id,
                pendingCommand.phase,
                secured,
                answer,
                said.stream().map(ServerProof::hiddenIn).toList(),
                waited));
        explain(pendingCommand.id, explainer.reply(answer, pendingCommand.phase, said));
    }

    /** The beginning of a content that is to be shown. */
    public Head head() {
        return new Head(privacy.content());
    }

    /** Content is written under a number of its own. */
    public PendingCommand content(String phase, Elided content, Head head) {
        PendingCommand pendingCommand = new PendingCommand(++lastId, phase);
        content(pendingCommand, content, head);
        return pendingCommand;
    }

    /** Content is written as a part of a command, under the command's number. */
    public void content(PendingCommand command, Elided content, Head head) {
        if (isOff()) {
            return;
        }
        counts.sent(content.octets() + content.stuffed());
        List<String> lines = head.take();
        pending.add(new Pending(
                command, false, group -> new TraceEvent.Content(nanos(), command.id, secured, content, lines)));
    }

    public void failed(String phase, String what) {
        failed(phase, what, false);
    }

    /** The same where it was a refusal that ended it: what that means has been said. */
    public void refused(String phase, String what) {
        emit(() -> new TraceEvent.Failed(nanos(), phase, String.valueOf(what), false));
    }

    /** @param mayBeDelivered whether the server may have taken the message although its reply was never seen */
    public void failed(String phase, String what, boolean mayBeDelivered) {
        emit(() -> new TraceEvent.Failed(nanos(), phase, String.valueOf(what), mayBeDelivered));
        if (!isOff()) {
            explain(0, explainer.failure(phase, String.valueOf(what), mayBeDelivered));
        }
    }

    private void explain(int id, Optional<Explanation> found) {
        found.ifPresent(entry -> give(() -> new TraceEvent.Explained(
                nanos(), id, explainer.filled(entry.meaning()), entry.fix().map(explainer::filled), entry.source())));
    }

    /** The first call ends the trace, further ones do nothing. */
    public void closed(String how) {
        if (!closed) {
            closed = true;
            emit(() -> new TraceEvent.Closed(nanos(), how, counts.totals()));
            close();
        }
    }

    /** The last events, for an exception; empty where none are kept. */
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
        trail().ifPresent(failure::addSuppressed);
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

    /** Tracing never changes the dialog. */
    private void noteFailure(TraceSink sink, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && sinkError == null) {
            sinkError = error;
        }
        ApplicationFailure.log("the trace sink " + sink.getClass().getName(), thrown);
    }

    private long nanos() {
        return System.nanoTime() - start;
    }

    /** What has been written before something else happens is reported before it. */
    private void emit(Supplier<TraceEvent> fact) {
        flushed();
        give(fact);
    }

    private boolean isOff() {
        return sinks.isEmpty() && ring.isOff();
    }

    private void give(Supplier<TraceEvent> fact) {
        if (isOff()) {
            return;
        }
        TraceEvent event = redaction.of(fact.get());
        if (!ring.isOff()) {
            ring.add(event);
        }
        List<String> dropped = new ArrayList<>(0);
        for (TraceSink sink : sinks) {
            try {
                sink.accept(event);
            } catch (Throwable e) {
                sinks = sinks.stream().filter(other -> other != sink).toList();
                noteFailure(sink, e);
                close(sink);
                dropped.add(
                        sink.getClass().getSimpleName() + " receives no further events for this connection, it threw "
                                + ApplicationFailure.describe(e));
            }
        }
        dropped.forEach(what -> give(() -> new TraceEvent.Warned(nanos(), Topic.TRACE, what, property)));
    }

    /** A command that waits for its reply. */
    public static final class PendingCommand {
        /** Any command, where nobody is told of it. */
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
