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

/** The steps that replay a recorded dialog. */
final class RecordedSteps implements TraceEvent.Visitor {
    private static final String HANGS_UP = "the server closed the connection";
    private static final String LAST_WORDS = HANGS_UP + " after: ";
    private static final Set<String> FAREWELLS = Set.of("421", "BYE");
    private static final Set<String> HANDSHAKES = Set.of("starting TLS", "shaking hands for TLS");

    private final List<RecordedEvent> events;
    private final boolean sieve;
    private final Counted counted;
    private final boolean paced;
    private final StoredScripts scripts;
    private final Map<Integer, Step.ExpectLike> commands = new HashMap<>();
    private final List<Placed> steps = new ArrayList<>();
    private long clock;

    /** The index of the present event, and its line in the file. */
    private int at;

    private int line;

    private RecordedSteps(Recording recording, List<RecordedEvent> events, boolean paced) {
        String protocol = recording.opened().protocol();
        this.events = events;
        this.sieve = protocol.startsWith("sieve");
        this.counted = Counted.of(protocol);
        this.paced = paced;
        this.scripts = new StoredScripts(events);
    }

    /** Whether a connection was made. */
    static boolean isConnected(Recording recording) {
        return recording.events().stream()
                .anyMatch(event -> event instanceof TraceEvent.Connected || event instanceof TraceEvent.Received);
    }

    static List<Placed> of(Recording recording, Pace pace, boolean tlsElided) {
        List<RecordedEvent> events = tlsElided ? WithoutTls.events(recording) : recording.recorded();
        RecordedSteps retold = new RecordedSteps(recording, events, pace == Pace.RECORDED);
        for (int i = 0; i < events.size(); i++) {
            retold.add(i);
        }
        return retold.steps;
    }

    private void add(int index) {
        at = index;
        line = events.get(index).line();
        events.get(index).event().accept(this);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        // The server does nothing.
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        if (event.step() == TraceEvent.Step.CONNECT) {
            clock = event.nanos();
        }
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        step(event, new Step.Tls("S! tls", false));
    }

    @Override
    public void offered(TraceEvent.Offered event) {
        // In the reply before it.
    }

    @Override
    public void decided(TraceEvent.Decided event) {
        // The server does nothing.
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        // The server does nothing.
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        SentLine wanted = new SentLine(event.line(), isContentOf(at + 1, event.id()));
        commands.put(event.id(), new Step.ExpectLike("C: " + event.line(), wanted, counted));
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
        said(event).forEach(say -> step(event, unsolicited ? interrupting(say) : say));
        if (FAREWELLS.contains(event.answer().code()) && isLastWord()) {
            step(event, new Step.Close("S! close", false));
        }
    }

    /** A client that gave up needs a silent server; a client whose server closed the connection needs one that closes. */
    @Override
    public void failed(TraceEvent.Failed failure) {
        if (failure.what().startsWith(HANGS_UP)) {
            pause(failure.nanos());
            if (failure.what().startsWith(LAST_WORDS)) {
                String words = failure.what().substring(LAST_WORDS.length());
                step(failure, new Step.Say("S~ " + words, words.getBytes(UTF_8), false));
            }
            step(failure, new Step.Close("S! close", false));
        } else if (HANDSHAKES.contains(failure.phase()) && isHandshake()) {
            step(failure, new Step.TlsTried("S! tls-refused"));
        }
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        // The server does nothing.
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        // The client closes the connection.
    }

    /** What no command asked for may cross the next command on the way. */
    private static Step interrupting(Step step) {
        return step instanceof Step.Say say ? new Step.Say(say.written(), say.octets(), true) : step;
    }

    private List<Step> said(TraceEvent.Received reply) {
        OptionalInt stored = sieve ? scripts.stored(reply) : OptionalInt.empty();
        return SaidLines.steps(
                reply.lines(),
                sieve,
                stored.isPresent() ? Optional.of(commands.get(stored.getAsInt())) : Optional.empty());
    }

    private void step(TraceEvent event, Step step) {
        steps.add(new Placed(line, step));
        clock = event.nanos();
    }

    private void pause(long until) {
        Duration length = Duration.ofNanos(Math.max(0, until - clock));
        if (paced && length.toMillis() > 0) {
            steps.add(new Placed(line, new Step.Pause("S! wait " + length.toMillis(), length)));
        }
    }

    private boolean isContentOf(int at, int id) {
        return at < events.size() && events.get(at).event() instanceof TraceEvent.Content e && e.id() == id;
    }

    private boolean belongsToCommand(int id) {
        return at > 0 && events.get(at - 1).event() instanceof TraceEvent.Sent e && e.id() == id;
    }

    private boolean isLastWord() {
        return events.subList(at + 1, events.size()).stream()
                .noneMatch(later ->
                        later.event() instanceof TraceEvent.Received || later.event() instanceof TraceEvent.Sent);
    }

    /** Whether the last thing on the wire was the server's consent to TLS, or nothing at all. */
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
