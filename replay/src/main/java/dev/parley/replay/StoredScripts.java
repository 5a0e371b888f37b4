package dev.parley.replay;

import dev.parley.trace.TraceEvent;
import java.util.List;
import java.util.OptionalInt;

/** Finds the command of a recorded ManageSieve dialog that stored the script of a later GETSCRIPT. */
final class StoredScripts {
    private static final String FETCH = "GETSCRIPT ";
    private static final String STORE = "PUTSCRIPT ";

    private final List<TraceEvent> events;

    StoredScripts(List<RecordedEvent> recorded) {
        this.events = recorded.stream().map(RecordedEvent::event).toList();
    }

    /**
     * The number of that command. Empty if no script was stored under the name, or if the fetched script has another size.
     */
    OptionalInt stored(TraceEvent.Received fetched) {
        List<TraceEvent> before = events.subList(0, events.indexOf(fetched));
        return before.stream()
                .filter(event -> event instanceof TraceEvent.Sent e && e.id() == fetched.id())
                .map(event -> ((TraceEvent.Sent) event).line())
                .filter(line -> line.startsWith(FETCH))
                .map(line -> lastStored(before, line.substring(FETCH.length())))
                .flatMapToInt(OptionalInt::stream)
                .filter(id -> before.stream()
                        .anyMatch(event -> event instanceof TraceEvent.Content e
                                && e.id() == id
                                && fetched.lines().contains(e.content().toString())))
                .findFirst();
    }

    private static OptionalInt lastStored(List<TraceEvent> before, String name) {
        return before.stream()
                .filter(event -> event instanceof TraceEvent.Sent e && e.line().startsWith(STORE + name + " {"))
                .mapToInt(event -> ((TraceEvent.Sent) event).id())
                .filter(id -> before.stream()
                        .anyMatch(event -> event instanceof TraceEvent.Received e
                                && e.id() == id
                                && !e.answer().refused()))
                .reduce((first, second) -> second);
    }
}
