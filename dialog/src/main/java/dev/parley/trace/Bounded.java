package dev.parley.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An event with 1024 characters of text at most, for keeping. */
final class Bounded {
    private static final int TEXT = 1024;

    private int left = TEXT;

    private Bounded() {}

    static TraceEvent event(TraceEvent event) {
        return new Bounded().of(event);
    }

    private TraceEvent of(TraceEvent event) {
        if (event instanceof TraceEvent.Sent e) {
            return new TraceEvent.Sent(e.nanos(), e.id(), e.group(), e.phase(), e.secured(), cut(e.line()), e.octets());
        } else if (event instanceof TraceEvent.Received e) {
            return new TraceEvent.Received(
                    e.nanos(), e.id(), e.phase(), e.secured(), e.answer(), cut(e.lines()), e.waited());
        } else if (event instanceof TraceEvent.Content e) {
            return new TraceEvent.Content(e.nanos(), e.id(), e.secured(), e.content(), cut(e.head()));
        } else if (event instanceof TraceEvent.Opened e) {
            return new TraceEvent.Opened(
                    e.nanos(), e.when(), e.dialog(), e.protocol(), cut(e.host()), e.port(), cut(e.settings()));
        } else if (event instanceof TraceEvent.Resolved e) {
            return new TraceEvent.Resolved(e.nanos(), cut(e.host()), cut(e.addresses()), e.took());
        } else if (event instanceof TraceEvent.Offered e) {
            return new TraceEvent.Offered(e.nanos(), cut(e.capabilities()));
        } else if (event instanceof TraceEvent.Decided e) {
            return new TraceEvent.Decided(e.nanos(), e.topic(), cut(e.choice()), cut(e.because()), e.property());
        } else if (event instanceof TraceEvent.Warned e) {
            return new TraceEvent.Warned(e.nanos(), e.topic(), cut(e.text()), e.property());
        } else if (event instanceof TraceEvent.Failed e) {
            return new TraceEvent.Failed(e.nanos(), e.phase(), cut(e.what()), e.mayBeDelivered());
        } else if (event instanceof TraceEvent.Secured e) {
            return new TraceEvent.Secured(e.nanos(), cut(e.tls()));
        } else if (event instanceof TraceEvent.Explained e) {
            return new TraceEvent.Explained(
                    e.nanos(), e.id(), cut(e.meaning()), e.fix().map(this::cut), e.source());
        } else if (event instanceof TraceEvent.Closed e) {
            return new TraceEvent.Closed(e.nanos(), cut(e.how()), e.totals());
        }
        return event;
    }

    /** Of the server's certificate what a person asks for first. */
    private TlsReport cut(TlsReport tls) {
        TlsReport brief = tls.withoutDetails();
        return new TlsReport(
                brief.protocol(),
                brief.cipher(),
                brief.resumed(),
                cut(brief.subject()),
                cut(brief.names()),
                cut(brief.issuer()),
                brief.expires(),
                brief.verification(),
                brief.handshake(),
                brief.details());
    }

    private Map<String, String> cut(Map<String, String> settings) {
        Map<String, String> kept = new TreeMap<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (left <= 0) {
                break;
            }
            left -= setting.getKey().length();
            kept.put(setting.getKey(), cut(setting.getValue()));
        }
        return kept.equals(settings) ? settings : kept;
    }

    private List<String> cut(List<String> lines) {
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            if (left <= 0) {
                kept.add("[" + (lines.size() - kept.size()) + " more lines]");
                break;
            }
            kept.add(cut(line));
            left -= line.isEmpty() ? 1 : 0;
        }
        return List.copyOf(kept);
    }

    private String cut(String text) {
        int length = Math.max(0, Math.min(text.length(), left));
        left -= text.length();
        return length == text.length() ? text : text.substring(0, length) + " [" + (text.length() - length) + " more]";
    }
}
