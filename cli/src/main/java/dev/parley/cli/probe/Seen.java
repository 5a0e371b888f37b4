package dev.parley.cli.probe;

import dev.parley.cli.shared.Exit;
import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.MessagingException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a dialog with the server has shown. */
final class Seen implements TraceSink {
    private final List<TraceEvent> events = new ArrayList<>();
    private MessagingException end;

    @Override
    public void accept(TraceEvent event) {
        events.add(event);
    }

    /** @throws MessagingException where there was no dialog at all: it cannot be as it was asked for */
    void ended(MessagingException why) throws MessagingException {
        if (events.isEmpty()) {
            throw why;
        }
        end = why;
    }

    /** Without the capabilities that ManageSieve greets with, each of which begins with a quote (RFC 5804 s1.7). */
    List<String> greeting() {
        return all(TraceEvent.Received.class)
                .filter(reply -> reply.id() == 0)
                .limit(1)
                .flatMap(reply -> reply.lines().stream())
                .filter(line -> !line.startsWith("\""))
                .toList();
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

    /** What is offered to somebody who could log in now. */
    List<String> last() {
        return tls().isPresent() ? overTls() : inClear();
    }

    /** What ended it before its time. Nobody logs in: where that is what failed, the server has shown all it shows. */
    Optional<Failure> failure() {
        boolean whole = end == null
                || all(TraceEvent.Failed.class)
                        .anyMatch(failed -> failed.phase().equals("logging in"));
        return whole ? Optional.empty() : Optional.of(failed());
    }

    /** Whether it failed because of the server's certificate. */
    boolean distrusted() {
        return causes().anyMatch(CertificateException.class::isInstance);
    }

    /** Of {@link Exit}. */
    int code() {
        return failure().isPresent() ? Exit.of(end) : Exit.OK;
    }

    private Failure failed() {
        Optional<TraceEvent.Explained> explained = last(all(TraceEvent.Explained.class));
        return new Failure(
                what(), explained.map(TraceEvent.Explained::meaning), explained.flatMap(TraceEvent.Explained::fix));
    }

    private String what() {
        if (all(TraceEvent.Connected.class).findAny().isEmpty()) {
            // The dialog's own words are about all addresses of the host.
            return "connecting: " + last(causes()).orElseThrow().getMessage();
        }
        return last(all(TraceEvent.Failed.class))
                .map(failed -> failed.phase() + ": " + failed.what())
                .orElseGet(end::getMessage);
    }

    private Stream<Throwable> causes() {
        return Stream.iterate(end, Objects::nonNull, Throwable::getCause);
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

    private static <E> Optional<E> last(Stream<E> events) {
        return events.reduce((first, last) -> last);
    }
}
