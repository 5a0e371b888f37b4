package dev.parley.cli.probe;

import dev.parley.cli.shared.ExitCode;
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

/** The events of a dialog with the server. */
final class ProbedDialog implements TraceSink {
    private final List<TraceEvent> events = new ArrayList<>();
    private MessagingException error;
    private boolean waitsForTls;
    private byte[] received = new byte[0];
    private List<ChainCertificate> chain = List.of();

    @Override
    public void accept(TraceEvent event) {
        events.add(event);
    }

    /** @throws MessagingException the exception itself when no dialog was begun: a setting is invalid */
    void failed(MessagingException exception) throws MessagingException {
        if (events.isEmpty()) {
            throw exception;
        }
        error = exception;
    }

    /** The server sends no greeting, and answers to a TLS handshake. */
    void waitsForTls() {
        waitsForTls = true;
    }

    /** What the trace does not contain: the first bytes that the server has sent, and its chain. */
    void captured(byte[] bytes, List<ChainCertificate> certificates) {
        received = bytes;
        chain = certificates;
    }

    /** The certificates that the server sent, its own first. */
    List<ChainCertificate> chain() {
        return chain;
    }

    KeyExchange keyExchange(TlsReport tls) {
        return KeyExchange.of(received, tls);
    }

    /** The greeting without the capabilities of ManageSieve, each of which begins with a quote (RFC 5804 s1.7). */
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

    /** The capabilities announced before TLS. */
    List<String> inClear() {
        return offered(false);
    }

    List<String> overTls() {
        return offered(true);
    }

    /** The capabilities announced last, before a login. */
    List<String> last() {
        return tls().isPresent() ? overTls() : inClear();
    }

    /** The failure that ended the dialog early. A probe does not log in, so a failed login is not a failure. */
    Optional<DialogFailure> failure() {
        boolean complete = error == null
                || all(TraceEvent.Failed.class)
                        .anyMatch(failed -> failed.phase().equals("logging in"));
        return complete ? Optional.empty() : Optional.of(explainedFailure());
    }

    /** Whether the dialog failed because of the server's certificate. */
    boolean isCertificateRejected() {
        return causes().anyMatch(CertificateException.class::isInstance);
    }

    /** The exit code, of {@link ExitCode}. */
    int code() {
        return failure().isPresent() ? ExitCode.of(error) : ExitCode.OK;
    }

    private DialogFailure explainedFailure() {
        if (waitsForTls) {
            return new DialogFailure(
                    "waiting for the greeting: the server sent nothing, and replies to a TLS handshake",
                    Optional.of("the port expects TLS from the first octet"),
                    Optional.of(
                            "--tls implicit, or the port of STARTTLS: 587 for mail programs, 4190 for ManageSieve"));
        }
        Optional<TraceEvent.Explained> explained = last(all(TraceEvent.Explained.class));
        return DialogFailure.of(
                description(),
                explained.map(TraceEvent.Explained::meaning),
                explained.flatMap(TraceEvent.Explained::fix));
    }

    private String description() {
        if (all(TraceEvent.Connected.class).findAny().isEmpty()) {
            // The message of the exception lists all addresses of the host.
            return "connecting: " + last(causes()).orElseThrow().getMessage();
        }
        return last(all(TraceEvent.Failed.class))
                .map(failed -> failed.phase() + ": " + failed.what())
                .orElseGet(error::getMessage);
    }

    private Stream<Throwable> causes() {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause);
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
