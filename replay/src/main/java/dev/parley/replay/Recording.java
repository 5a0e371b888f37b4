package dev.parley.replay;

import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One dialog of a recorded trace, from {@link TraceEvent.Opened} on; a recording may be cut off.
 *
 * @param recorded the events, in their order
 */
public record Recording(List<RecordedEvent> recorded) {
    public Recording {
        recorded = List.copyOf(recorded);
    }

    /** How it began: protocol, host, port, and what the application had set. */
    public TraceEvent.Opened opened() {
        return (TraceEvent.Opened) recorded.get(0).event();
    }

    /** The events, for a {@link dev.parley.trace.TraceSink}. */
    public List<TraceEvent> events() {
        return recorded.stream().map(RecordedEvent::event).toList();
    }

    /**
     * The events without what differs between two runs of the same dialog: times, the dialog's name, and this side's
     * port.
     */
    public List<TraceEvent> timeless() {
        return events().stream().map(Recording::timeless).toList();
    }

    private static TraceEvent timeless(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            return new TraceEvent.Opened(0, Instant.EPOCH, "", e.protocol(), e.host(), e.port(), e.settings());
        } else if (event instanceof TraceEvent.Resolved e) {
            return new TraceEvent.Resolved(0, e.host(), e.addresses(), Duration.ZERO);
        } else if (event instanceof TraceEvent.Connected e) {
            return new TraceEvent.Connected(0, e.remote(), e.local().replaceFirst(":\\d+$", ""), Duration.ZERO);
        } else if (event instanceof TraceEvent.Secured e) {
            return new TraceEvent.Secured(0, timeless(e.tls()));
        } else if (event instanceof TraceEvent.Offered e) {
            return new TraceEvent.Offered(0, e.capabilities());
        } else if (event instanceof TraceEvent.Decided e) {
            return new TraceEvent.Decided(0, e.topic(), e.choice(), e.because(), e.property());
        } else if (event instanceof TraceEvent.Warned e) {
            return new TraceEvent.Warned(0, e.topic(), e.text(), e.property());
        } else if (event instanceof TraceEvent.Sent e) {
            return new TraceEvent.Sent(0, e.id(), e.group(), e.phase(), e.secured(), e.line(), e.octets());
        } else if (event instanceof TraceEvent.Received e) {
            return new TraceEvent.Received(0, e.id(), e.phase(), e.secured(), e.answer(), e.lines(), Duration.ZERO);
        } else if (event instanceof TraceEvent.Content e) {
            return new TraceEvent.Content(0, e.id(), e.secured(), e.content(), e.head());
        } else if (event instanceof TraceEvent.Failed e) {
            return new TraceEvent.Failed(0, e.phase(), e.what(), e.mayBeDelivered());
        } else if (event instanceof TraceEvent.Explained e) {
            return new TraceEvent.Explained(0, e.id(), e.meaning(), e.fix(), e.source());
        } else if (event instanceof TraceEvent.Closed e) {
            return new TraceEvent.Closed(0, e.how(), timeless(e.totals()));
        }
        return event;
    }

    private static TlsReport timeless(TlsReport tls) {
        return new TlsReport(
                tls.protocol(),
                tls.cipher(),
                tls.resumed(),
                tls.subject(),
                tls.names(),
                tls.issuer(),
                tls.expires(),
                tls.verification(),
                Duration.ZERO,
                tls.details());
    }

    private static Totals timeless(Totals totals) {
        return new Totals(
                totals.commands(),
                totals.groups(),
                totals.turnarounds(),
                totals.sent(),
                totals.received(),
                Duration.ZERO);
    }
}
