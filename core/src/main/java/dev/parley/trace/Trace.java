package dev.parley.trace;

import dev.parley.observation.call.ObservedServer;
import dev.parley.trace.PrivacySettings.HeadSize;
import dev.parley.trace.explanation.Advice;
import dev.parley.trace.explanation.Explainer;
import dev.parley.trace.explanation.Explanation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one connection. It records references to commands and replies, and times; where there are sinks, they
 * receive the redacted events at once.
 *
 * <ol>
 *   <li>{@link #opened}, then the other events in their order;
 *   <li>{@link #sent}, any number of times, then {@link #flushed}: commands that are flushed together are a group;
 *   <li>{@link #closed}, which also closes the sinks.
 * </ol>
 *
 * The last events are also kept without a sink, for {@link #trail}: they are redacted and explained when it is called.
 */
public final class Trace implements AutoCloseable {
    private final long start = System.nanoTime();
    private final Redaction redaction;
    private final Ring ring;
    private final Sinks sinks;
    private final Detail detail;
    private final HeadSize headSize;
    private final Totals.Counter counter = new Totals.Counter();
    private final Ring.Numbering commands = new Ring.Numbering();
    private String property = "mail.trace";
    private Explainer explainer = Explainer.of("", "", 0, Map.of());

    /** Returns the warnings of properties that are set and never read, by their names; null: none, or recorded. */
    private @Nullable Supplier<Map<String, String>> unreadProperties;

    private @Nullable ObservedServer observed; // null: no observer
    private boolean secured;
    private boolean closed;

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
        this.sinks = new Sinks(sinks);
        this.redaction = new Redaction(privacy);
        this.ring = new Ring(redaction, detail.explaining(), ringSize);
        this.detail = detail;
        this.headSize = privacy.content();
    }

    /** @param dialog a short name */
    public void opened(String dialog, String protocol, String host, int port, Map<String, String> settings) {
        property = "mail." + protocol + ".trace";
        explainer = Explainer.of(protocol, host, port, settings);
        if (isWanted()) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            record(new Ring.Other(new TraceEvent.Opened(nanos(), now, dialog, protocol, host, port, settings)));
        }
    }

    /** The operations of this connection are observed. */
    @SuppressWarnings("exports")
    public void observe(ObservedServer server) {
        observed = server;
    }

    /** Notifies the observer of operations; null: none. */
    @SuppressWarnings("exports")
    public @Nullable ObservedServer observed() {
        return observed;
    }

    /**
     * Reports properties that are set and never read: at once where there are sinks, otherwise with the {@link #trail}.
     *
     * @param unread returns the texts of the warnings, by the names of the properties
     */
    public void warnOf(Supplier<Map<String, String>> unread) {
        unreadProperties = unread;
        if (!sinks.isEmpty()) {
            warnOfUnreadProperties();
        }
    }

    private void warnOfUnreadProperties() {
        if (unreadProperties != null) {
            Map<String, String> warnings = unreadProperties.get();
            unreadProperties = null;
            for (Map.Entry<String, String> each : warnings.entrySet()) {
                record(new TraceEvent.Warned(nanos(), Topic.SETTINGS, each.getValue(), each.getKey()));
            }
        }
    }

    /** A user logs in; where the settings hide users, the name is replaced in all later texts. */
    public void hideUser(String name) {
        redaction.hideUser(name);
    }

    /** A secret as it is on the wire, or as a server may decode it; it is replaced in the texts of all later events, and in those that {@link #trail} returns. */
    public void hideSecret(byte[] secret) {
        if (redaction.isFull()) {
            ring.finishAll(); // While the oldest secret is known.
        }
        redaction.hideSecret(secret);
    }

    /** A server's text for the message of an exception: without secrets and control characters. */
    public String forException(String text) {
        return redaction.forException(text);
    }

    /** The failure; another one where its message, or that of a cause, contains a secret or a control character. */
    public IOException forException(IOException failure) {
        return redaction.forException(failure);
    }

    /**
     * The meaning of a rejection and what to do, as lines that follow the message of an exception.
     *
     * @param phase of the command
     * @return empty where the reply has no explanation, or {@code trace.explain} is off
     */
    public String advice(String phase, ReceivedReply reply) {
        Answer answer = reply.answer();
        try {
            return detail.explaining().includes(answer)
                    ? lines(explainer.reply(answer.code(), answer.status(), phase, reply.lines()))
                    : "";
        } catch (RuntimeException | LinkageError e) {
            return ""; // A catalogue that cannot be read must not replace the failure.
        }
    }

    /**
     * The same for a failure.
     *
     * @param phase in words
     * @param mayBeDelivered whether the server may have accepted the message although its reply was not received
     */
    public String advice(String phase, @Nullable String what, boolean mayBeDelivered) {
        try {
            return detail.explaining() == Detail.Explaining.OFF
                    ? ""
                    : lines(explainer.failure(phase, String.valueOf(what), mayBeDelivered));
        } catch (RuntimeException | LinkageError e) {
            return "";
        }
    }

    /** A message without the lines of {@link #advice} after it; for a message that contains it. */
    public static String withoutAdvice(String message) {
        return Advice.removedFrom(message);
    }

    private String lines(Optional<Explanation> found) {
        if (found.isEmpty()) {
            return "";
        }
        Advice advice = Advice.of(found.get(), explainer);
        return new Advice(shown(advice.meaning()), advice.fix().map(this::shown), advice.source()).lines();
    }

    /** It may contain a capability as the server announced it. */
    private String shown(String text) {
        return Escaped.text(redaction.withoutSecrets(text));
    }

    public void resolved(String host, List<String> addresses, Duration took) {
        if (isWanted()) {
            record(new TraceEvent.Resolved(nanos(), host, List.copyOf(addresses), took));
        }
    }

    public void connected(String remote, String local, Duration took) {
        counter.listening(System.nanoTime());
        if (isWanted()) {
            record(new TraceEvent.Connected(nanos(), remote, local, took));
        }
    }

    public void secured(TlsReport tls) {
        secured = true;
        explainer = explainer.secured();
        counter.listening(System.nanoTime());
        if (isWanted()) {
            record(new TraceEvent.Secured(nanos(), detail.wholeTls() ? tls : tls.withoutDetails()));
        }
    }

    public void offered(List<String> capabilities) {
        explainer = explainer.offered(capabilities);
        if (isWanted()) {
            record(new TraceEvent.Offered(nanos(), List.copyOf(capabilities)));
        }
    }

    public void decided(Topic topic, String choice, String because) {
        decided(topic, choice, because, null);
    }

    /** @param property that controls the decision; null: none */
    public void decided(Topic topic, String choice, String because, @Nullable String property) {
        if (isWanted()) {
            record(new TraceEvent.Decided(nanos(), topic, choice, because, Optional.ofNullable(property)));
        }
    }

    /** A login begins; the meaning of its rejection depends on the mechanism. */
    public void loggingIn(String mechanism, String user, String because) {
        loggingIn(mechanism, user, because, null);
    }

    /**
     * @param user empty: the mechanism needs none
     * @param property that controls the choice of the mechanism; null: none
     */
    public void loggingIn(String mechanism, String user, String because, @Nullable String property) {
        explainer = explainer.loggingIn(mechanism);
        decided(Topic.AUTH, user.isEmpty() ? mechanism : mechanism + " as " + user, because, property);
    }

    public void warned(Topic topic, String text, String property) {
        if (isWanted()) {
            record(new TraceEvent.Warned(nanos(), topic, text, property));
        }
    }

    /**
     * A command is written to the buffer; {@link #flushed} reports that it is sent.
     *
     * @param command its {@code toString} is shown, perhaps later; it contains no secret
     * @param octets on the wire, including the CRLF
     * @return the argument of {@link #received} for its reply
     */
    public PendingCommand sent(String phase, Object command, int octets) {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        PendingCommand pending = commands.next(phase);
        counter.sent(octets);
        commands.written(ring.command(pending, command, octets));
        return pending;
    }

    /** The buffer is flushed in one write. */
    public void flushed() {
        if (commands.isFlushed()) {
            return;
        }
        long now = System.nanoTime();
        counter.flushed(commands.size(), now);
        List<Ring.Written> flushed = commands.flush(now, now - start, secured);
        for (int i = 0; i < flushed.size(); i++) {
            record(flushed.get(i));
        }
        commands.reuse(flushed);
    }

    /** The greeting is awaited, which no command requests. */
    public PendingCommand unsolicited() {
        if (isOff()) {
            return PendingCommand.UNTRACED;
        }
        PendingCommand pending = new PendingCommand();
        pending.begin(0, "greeting");
        counter.listening(pending.since());
        return pending;
    }

    /** A reply was received. The trace keeps a reference to it where it is short. */
    public void received(PendingCommand pending, ReceivedReply reply) {
        if (!isWanted()) {
            return;
        }
        long now = System.nanoTime();
        long octets = reply.octets();
        counter.received(octets, now);
        Ring.Reply item = ring.reply(pending, reply, octets, explainer);
        item.received(now - start, secured, now - pending.since());
        commands.answered(pending);
        record(item);
    }

    /** Lines were received that are no complete reply, or not those of a reply. */
    public void received(PendingCommand pending, Answer answer, List<String> lines) {
        if (!isOff()) {
            received(pending, new Lines(answer, lines));
        }
    }

    /** Keeps the beginning of a content, as much as the settings show. */
    public Head head() {
        return Head.of(headSize);
    }

    /** Content is written that has a number of its own. */
    public PendingCommand content(String phase, ContentSize content, Head head) {
        PendingCommand pending = isOff() ? PendingCommand.UNTRACED : commands.next(phase);
        content(pending, content, head);
        return pending;
    }

    /** Content is written as a part of a command, with the command's number. */
    public void content(PendingCommand command, ContentSize content, Head head) {
        if (!isOff()) {
            counter.sent(content.octets() + content.stuffed());
            commands.written(ring.content(command, content, head.take(content.continues())));
        }
    }

    public void failed(String phase, @Nullable String what) {
        failed(phase, what, false);
    }

    /** The same where a rejection is the reason, which has been explained. */
    public void refused(String phase, @Nullable String what) {
        if (isWanted()) {
            record(new TraceEvent.Failed(nanos(), phase, String.valueOf(what), false));
        }
    }

    /** @param mayBeDelivered whether the server may have accepted the message although its reply was not received */
    public void failed(String phase, @Nullable String what, boolean mayBeDelivered) {
        if (isWanted()) {
            record(new Ring.Other(
                    new TraceEvent.Failed(nanos(), phase, String.valueOf(what), mayBeDelivered), explainer));
        }
    }

    /**
     * TLS cannot be established.
     *
     * @param tls the server's certificates; empty: none was received, or it was not the reason
     */
    public void handshakeFailed(String phase, String what, Optional<TlsReport> tls) {
        if (isWanted()) {
            Optional<TlsReport> shown = tls.isEmpty() || detail.wholeTls()
                    ? tls
                    : Optional.of(tls.get().withoutDetails());
            record(new Ring.Other(new TraceEvent.Failed(nanos(), phase, what, false, shown), explainer));
        }
    }

    /** Ends the trace; further calls have no effect. */
    public void closed(String how) {
        if (!closed) {
            closed = true;
            if (isWanted()) {
                record(new TraceEvent.Closed(nanos(), how, counter.totals()));
            }
            close();
        }
    }

    /** The last events, to be suppressed in an exception; empty where none are kept. */
    public Optional<DialogTrail> trail() {
        return trail("");
    }

    /** @param message of the exception: the text of the trail does not repeat what it contains */
    public Optional<DialogTrail> trail(String message) {
        flushed();
        if (ring.isOff()) {
            return Optional.empty();
        }
        warnOfUnreadProperties();
        List<TraceEvent> events = List.copyOf(ring.events()); // May add to the beginning.
        return Optional.of(new DialogTrail(ring.beginning(), events, message));
    }

    /** The exception, with the last events in it, as {@link DialogTrail#of} finds them. */
    public <E extends Exception> E withTrail(E failure) {
        Optional<DialogTrail> trail = trail(String.valueOf(failure.getMessage()));
        if (trail.isPresent()) {
            failure.addSuppressed(trail.get());
        }
        return failure;
    }

    @Override
    public void close() {
        sinks.close();
    }

    /** The first VirtualMachineError that a sink has thrown since the last call; null where there was none. */
    public @Nullable VirtualMachineError takeSinkError() {
        return sinks.takeError();
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

    private void record(TraceEvent event) {
        record(new Ring.Other(event));
    }

    private void record(Ring.Item item) {
        if (sinks.isEmpty()) {
            ring.keep(item);
            return;
        }
        List<TraceEvent> events = ring.events(item);
        ring.keep(item, events);
        for (TraceEvent event : events) {
            pass(event);
        }
    }

    /** Passes a redacted event to the sinks. */
    private void pass(TraceEvent event) {
        for (String warning : sinks.accept(event)) {
            if (!isOff()) {
                record(new TraceEvent.Warned(nanos(), Topic.TRACE, warning, property));
            }
        }
    }

    private record Lines(Answer answer, List<String> lines) implements ReceivedReply {}
}
