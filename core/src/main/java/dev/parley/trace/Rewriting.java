package dev.parley.trace;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events with other texts. Words that are always this side's own stay: names of protocols, phases and properties. */
abstract class Rewriting {
    /** What stands instead of a text. */
    abstract String text(String text);

    List<String> texts(List<String> texts) {
        return texts.stream().map(this::text).toList();
    }

    Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> other = new TreeMap<>();
        settings.forEach((name, value) -> other.put(name, text(value)));
        return Collections.unmodifiableMap(other);
    }

    /** The same event, every text rewritten. */
    final TraceEvent event(TraceEvent event) {
        if (event instanceof TraceEvent.Sent e) {
            return new TraceEvent.Sent(
                    e.nanos(), e.id(), e.group(), e.phase(), e.secured(), text(e.line()), e.octets());
        } else if (event instanceof TraceEvent.Received e) {
            return new TraceEvent.Received(
                    e.nanos(), e.id(), e.phase(), e.secured(), answer(e.answer()), texts(e.lines()), e.waited());
        } else if (event instanceof TraceEvent.Content e) {
            return new TraceEvent.Content(e.nanos(), e.id(), e.secured(), e.content(), texts(e.head()));
        } else if (event instanceof TraceEvent.Opened e) {
            return new TraceEvent.Opened(
                    e.nanos(), e.when(), e.dialog(), e.protocol(), text(e.host()), e.port(), settings(e.settings()));
        } else if (event instanceof TraceEvent.Resolved e) {
            return new TraceEvent.Resolved(e.nanos(), text(e.host()), texts(e.addresses()), e.took());
        } else if (event instanceof TraceEvent.Connected e) {
            return new TraceEvent.Connected(e.nanos(), text(e.remote()), text(e.local()), e.took());
        } else if (event instanceof TraceEvent.Secured e) {
            return new TraceEvent.Secured(e.nanos(), tls(e.tls()));
        } else if (event instanceof TraceEvent.Offered e) {
            return new TraceEvent.Offered(e.nanos(), texts(e.capabilities()));
        } else if (event instanceof TraceEvent.Decided e) {
            return new TraceEvent.Decided(e.nanos(), e.topic(), text(e.choice()), text(e.because()), e.property());
        } else if (event instanceof TraceEvent.Warned e) {
            return new TraceEvent.Warned(e.nanos(), e.topic(), text(e.text()), e.property());
        } else if (event instanceof TraceEvent.Failed e) {
            return new TraceEvent.Failed(e.nanos(), e.phase(), text(e.what()), e.mayBeDelivered());
        } else if (event instanceof TraceEvent.Explained e) {
            return new TraceEvent.Explained(
                    e.nanos(), e.id(), text(e.meaning()), e.fix().map(this::text), e.source());
        } else if (event instanceof TraceEvent.Closed e) {
            return new TraceEvent.Closed(e.nanos(), text(e.how()), e.totals());
        }
        throw new IllegalArgumentException("no event of a trace: " + event);
    }

    private Answer answer(Answer answer) {
        return new Answer(answer.code(), answer.status().map(this::text), answer.refused());
    }

    TlsReport tls(TlsReport tls) {
        return new TlsReport(
                tls.protocol(),
                tls.cipher(),
                tls.resumed(),
                text(tls.subject()),
                texts(tls.names()),
                text(tls.issuer()),
                tls.expires(),
                verification(tls.verification()),
                tls.handshake(),
                tls.details().map(this::details));
    }

    private Verification verification(Verification verification) {
        return verification instanceof Verification.Failed failed
                ? new Verification.Failed(text(failed.why()))
                : verification;
    }

    private TlsDetails details(TlsDetails details) {
        List<TlsDetails.Certificate> chain = details.chain().stream()
                .map(link -> new TlsDetails.Certificate(text(link.subject()), text(link.issuer())))
                .toList();
        return new TlsDetails(chain, details.begins(), details.key(), details.sha256(), details.alpn());
    }
}
