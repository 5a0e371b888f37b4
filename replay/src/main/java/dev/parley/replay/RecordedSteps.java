package dev.parley.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The steps that replay a recorded dialog. The events without a step are in the replies, or change nothing on the server. */
final class RecordedSteps implements TraceEvent.Visitor {
    private static final String SERVER_CLOSED = "the server closed the connection";
    private static final String SERVER_CLOSED_AFTER = SERVER_CLOSED + " after: ";
    private static final Set<String> CLOSING_CODES = Set.of("421", "BYE");
    private static final Set<String> HANDSHAKES =
            Set.of("starting TLS", "performing the TLS handshake", "shaking hands for TLS");

    private final List<RecordedEvent> events;
    private final boolean sieve;
    private final CountedContent content;
    private final boolean paced;
    private final StoredScripts scripts;
    private final Map<Integer, Step.ExpectLike> commands = new HashMap<>();
    private final List<Step.Numbered> steps = new ArrayList<>();
    private long clock;

    /** The index of the present event, and its line in the file. */
    private int at;

    private int line;

    private RecordedSteps(Recording recording, List<RecordedEvent> events, boolean paced) {
        String protocol = recording.opened().protocol();
        this.events = events;
        this.sieve = protocol.startsWith("sieve");
        this.content = CountedContent.of(protocol);
        this.paced = paced;
        this.scripts = new StoredScripts(events);
    }

    /** Whether a connection was made. */
    static boolean isConnected(Recording recording) {
        return recording.events().stream()
                .anyMatch(event -> event instanceof TraceEvent.Connected || event instanceof TraceEvent.Received);
    }

    static List<Step.Numbered> of(Recording recording, Pace pace, boolean withoutTls) {
        List<RecordedEvent> events = withoutTls ? WithoutTls.events(recording) : recording.recorded();
        RecordedSteps builder = new RecordedSteps(recording, events, pace == Pace.RECORDED);
        for (int i = 0; i < events.size(); i++) {
            builder.add(i);
        }
        return builder.steps;
    }

    private void add(int index) {
        at = index;
        line = events.get(index).line();
        events.get(index).event().accept(this);
    }

    @Override
    public void opened(TraceEvent.Opened event) {}

    @Override
    public void fact(TraceEvent.Fact event) {
        if (event.step() == TraceEvent.Step.CONNECT) {
            clock = event.nanos();
        }
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        step(event, new Step.Tls("S! tls", Step.Certificate.MUST_BE_ACCEPTED));
    }

    @Override
    public void offered(TraceEvent.Offered event) {}

    @Override
    public void decided(TraceEvent.Decided event) {}

    @Override
    public void warned(TraceEvent.Warned event) {}

    @Override
    public void sent(TraceEvent.Sent event) {
        CommandPattern pattern = new CommandPattern(event.line(), isContentOf(at + 1, event.id()));
        commands.put(event.id(), new Step.ExpectLike("C: " + event.line(), pattern, content));
        step(event, commands.get(event.id()));
    }

    @Override
    public void content(TraceEvent.Content event) {
        if (!belongsToCommand(event.id())) {
            step(event, new Step.ExpectMessage("C: [message]"));
        }
    }

    @Override
    public void received(TraceEvent.Received event) {
        pause(event.nanos());
        boolean unsolicited = event.id() == 0 && !commands.isEmpty();
        reply(event).forEach(each -> step(event, unsolicited ? interrupting(each) : each));
        if (CLOSING_CODES.contains(event.answer().code()) && isLastExchange()) {
            step(event, new Step.Close("S! close", false));
        }
    }

    /** A client that gave up needs a silent server; a client whose server closed the connection needs one that closes. */
    @Override
    public void failed(TraceEvent.Failed failure) {
        if (failure.what().startsWith(SERVER_CLOSED)) {
            pause(failure.nanos());
            if (failure.what().startsWith(SERVER_CLOSED_AFTER)) {
                String words = failure.what().substring(SERVER_CLOSED_AFTER.length());
                step(failure, new Step.Send("S~ " + words, words.getBytes(UTF_8), false));
            }
            step(failure, new Step.Close("S! close", false));
        } else if (failure.tls().isPresent() || HANDSHAKES.contains(failure.phase()) && isHandshake()) {
            step(failure, new Step.Tls("S! tls-refused", Step.Certificate.MAY_BE_REJECTED));
        }
    }

    @Override
    public void explained(TraceEvent.Explained event) {}

    @Override
    public void closed(TraceEvent.Closed event) {}

    /** An unsolicited reply may cross the next command. */
    private static Step interrupting(Step step) {
        return step instanceof Step.Send send ? new Step.Send(send.notation(), send.octets(), true) : step;
    }

    private List<Step> reply(TraceEvent.Received reply) {
        OptionalInt stored = sieve ? scripts.stored(reply) : OptionalInt.empty();
        return RecordedReply.steps(
                reply.lines(),
                sieve,
                stored.isPresent() ? Optional.ofNullable(commands.get(stored.getAsInt())) : Optional.empty());
    }

    private void step(TraceEvent event, Step step) {
        steps.add(new Step.Numbered(line, step));
        clock = event.nanos();
    }

    private void pause(long until) {
        Duration length = Duration.ofNanos(Math.max(0, until - clock));
        if (paced && length.toMillis() > 0) {
            steps.add(new Step.Numbered(line, new Step.Pause("S! wait " + length.toMillis(), length)));
        }
    }

    private boolean isContentOf(int at, int id) {
        return at < events.size() && events.get(at).event() instanceof TraceEvent.Content e && e.id() == id;
    }

    private boolean belongsToCommand(int id) {
        return at > 0 && events.get(at - 1).event() instanceof TraceEvent.Sent e && e.id() == id;
    }

    private boolean isLastExchange() {
        return events.subList(at + 1, events.size()).stream()
                .noneMatch(later ->
                        later.event() instanceof TraceEvent.Received || later.event() instanceof TraceEvent.Sent);
    }

    /** Whether the last exchange was STARTTLS, or there was none. */
    private boolean isHandshake() {
        for (int i = at - 1; i >= 0; i--) {
            TraceEvent event = events.get(i).event();
            if (event instanceof TraceEvent.Received e) {
                return e.phase().equals("starttls") && !e.answer().refused();
            }
            if (event instanceof TraceEvent.Sent || event instanceof TraceEvent.Secured) {
                return false;
            }
        }
        return isConnectedBefore();
    }

    private boolean isConnectedBefore() {
        return events.subList(0, at).stream().anyMatch(earlier -> earlier.event() instanceof TraceEvent.Connected);
    }
}
