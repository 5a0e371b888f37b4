package dev.parley.cli.probe;

import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a dialog with the server has shown. */
final class Seen implements TraceSink {
    private final List<TraceEvent> events = new ArrayList<>();
    private Optional<String> never = Optional.empty();

    @Override
    public void accept(TraceEvent event) {
        events.add(event);
    }

    /** Where the dialog never began, its exception is all there is. */
    void ended(MessagingException why) {
        if (events.isEmpty()) {
            never = Optional.of(why.getMessage().strip());
        }
    }

    boolean connected() {
        return all(TraceEvent.Connected.class).findAny().isPresent();
    }

    List<String> greeting() {
        return all(TraceEvent.Received.class)
                .filter(reply -> reply.id() == 0)
                .findFirst()
                .map(TraceEvent.Received::lines)
                .orElse(List.of());
    }

    Optional<TlsReport> tls() {
        return all(TraceEvent.Secured.class).findFirst().map(TraceEvent.Secured::tls);
    }

    /** What was offered in clear. */
    List<String> inClear() {
        return offered(false);
    }

    List<String> overTls() {
        return offered(true);
    }

    /** The last failure, but not that nobody logged in. */
    Optional<String> failure() {
        return all(TraceEvent.Failed.class)
                .filter(failed -> !failed.phase().equals("logging in"))
                .reduce((first, last) -> last)
                .map(failed -> failed.phase() + ": " + failed.what())
                .or(() -> never);
    }

    private List<String> offered(boolean secured) {
        List<String> offered = List.of();
        boolean tls = false;
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.Secured) {
                tls = true;
            } else if (event instanceof TraceEvent.Offered offer && tls == secured) {
                offered = offer.capabilities();
            }
        }
        return offered;
    }

    private <E extends TraceEvent> Stream<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }
}
