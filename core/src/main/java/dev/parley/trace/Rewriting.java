package dev.parley.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events with other texts. Words that are always this side's own stay: names of protocols, phases and properties. */
abstract class Rewriting {
    /** What stands instead of a text. */
    abstract String text(String text);

    List<String> texts(List<String> texts) {
        List<String> rewritten = new ArrayList<>(texts.size());
        for (String text : texts) {
            rewritten.add(text(text));
        }
        return List.copyOf(rewritten);
    }

    Map<String, String> settings(Map<String, String> settings) {
        Map<String, String> other = new TreeMap<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            other.put(setting.getKey(), text(setting.getValue()));
        }
        return Collections.unmodifiableMap(other);
    }

    /**
     * The same event, every text rewritten. The events of every dialog come first: each {@code instanceof} loads a class,
     * and those of the others are loaded only when they are needed.
     */
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
        } else if (event instanceof TraceEvent.Offered e) {
            return new TraceEvent.Offered(e.nanos(), texts(e.capabilities()));
        } else if (event instanceof TraceEvent.Decided e) {
            return new TraceEvent.Decided(e.nanos(), e.topic(), text(e.choice()), text(e.because()), e.property());
        } else if (event instanceof TraceEvent.Closed e) {
            return new TraceEvent.Closed(e.nanos(), text(e.how()), e.totals());
        } else if (event instanceof TraceEvent.Warned e) {
            return new TraceEvent.Warned(e.nanos(), e.topic(), text(e.text()), e.property());
        } else if (event instanceof TraceEvent.Secured e) {
            return new TraceEvent.Secured(e.nanos(), tls(e.tls()));
        } else if (event instanceof TraceEvent.Failed e) {
            return new TraceEvent.Failed(e.nanos(), e.phase(), text(e.what()), e.mayBeDelivered());
        } else if (event instanceof TraceEvent.Explained e) {
            return new TraceEvent.Explained(e.nanos(), e.id(), text(e.meaning()), text(e.fix()), e.source());
        }
        throw new IllegalArgumentException("no event of a trace: " + event);
    }

    private Optional<String> text(Optional<String> text) {
        return text.isPresent() ? Optional.of(text(text.get())) : text;
    }

    private Answer answer(Answer answer) {
        return new Answer(answer.code(), text(answer.status()), answer.refused());
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
                tls.details().isPresent() ? Optional.of(details(tls.details().get())) : Optional.empty());
    }

    private Verification verification(Verification verification) {
        return verification instanceof Verification.Failed failed
                ? new Verification.Failed(text(failed.why()))
                : verification;
    }

    private TlsDetails details(TlsDetails details) {
        List<TlsDetails.Certificate> chain = new ArrayList<>();
        for (TlsDetails.Certificate certificate : details.chain()) {
            chain.add(new TlsDetails.Certificate(text(certificate.subject()), text(certificate.issuer())));
        }
        return new TlsDetails(List.copyOf(chain), details.begins(), details.key(), details.sha256(), details.alpn());
    }
}
