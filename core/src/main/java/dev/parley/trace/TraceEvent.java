package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One fact of a mail dialog, already safe to show: no event carries a secret, so that no sink can show one. */
public sealed interface TraceEvent {
    /** Nanoseconds since the dialog began. */
    long nanos();

    /**
     * The dialog begins: a connection to this host and port is wanted, or to a Unix domain socket and port 0.
     *
     * @param dialog a short name, to tell this dialog's lines from another's
     * @param settings the properties of this protocol that the application has set, by their whole names; of an object
     *     its class, of a secret and of what Parley does not document {@code [not shown]}
     */
    record Opened(
            long nanos,
            Instant when,
            String dialog,
            String protocol,
            String host,
            int port,
            Map<String, String> settings)
            implements TraceEvent {}

    /** The host's addresses, in the order they are tried. */
    record Resolved(long nanos, String host, List<String> addresses, Duration took) implements TraceEvent {}

    /** The link stands. */
    record Connected(long nanos, String remote, String local, Duration took) implements TraceEvent {}

    /** From here on the link is TLS. */
    record Secured(long nanos, TlsReport tls) implements TraceEvent {}

    /**
     * What the server says it can do is known, afresh: before TLS, over TLS, and with ManageSieve behind the login.
     *
     * @param capabilities a line each, as the server spelled them, without those that a property says to pass over;
     *     empty behind HELO
     */
    record Offered(long nanos, List<String> capabilities) implements TraceEvent {}

    /**
     * The dialog chose, and why.
     *
     * @param property the property that governs the choice, where there is one
     */
    record Decided(long nanos, Topic topic, String choice, String because, Optional<String> property)
            implements TraceEvent {}

    /** Something a person should look at, though the dialog goes on. */
    record Warned(long nanos, Topic topic, String text, String property) implements TraceEvent {}

    /**
     * A command line went out.
     *
     * @param id counts commands from 1; the reply carries the same
     * @param group where it left together with other commands
     * @param phase where the dialog is, in lower case: {@code hello}, {@code rcpt}
     * @param secured whether it went over TLS
     * @param line the line as it may be shown
     * @param octets of the line on the wire, its end included
     */
    record Sent(long nanos, int id, Optional<Group> group, String phase, boolean secured, String line, int octets)
            implements TraceEvent {
        /** Whether the line holds something in the place of a secret. */
        public boolean redacted() {
            return Shown.isRedacted(line);
        }
    }

    /**
     * A reply came in.
     *
     * @param id that of its command, 0 for the greeting and for what nobody asked for
     * @param phase that of its command
     * @param answer what it says, in short
     * @param lines its lines, without line ends; {@code [redacted 16 octets]} in the place of a secret that they repeat
     * @param waited since the command went out
     */
    record Received(
            long nanos, int id, String phase, boolean secured, Answer answer, List<String> lines, Duration waited)
            implements TraceEvent {}

    /**
     * Content went out.
     *
     * @param id that of its command: of BDAT and PUTSCRIPT; of its own behind DATA
     * @param content how much of it
     * @param head its first lines, as far as {@code mail.<protocol>.trace.body} asks for them
     */
    record Content(long nanos, int id, boolean secured, Elided content, List<String> head) implements TraceEvent {}

    /**
     * The dialog broke, or could not be as configured.
     *
     * @param phase in words
     * @param mayBeDelivered whether the server may have taken the message although its reply was never seen (RFC 5321
     *     s4.5.3.2.6)
     */
    record Failed(long nanos, String phase, String what, boolean mayBeDelivered) implements TraceEvent {}

    /**
     * What the reply or the failure right before it means, as far as {@code mail.<protocol>.trace.explain} asks for it.
     *
     * @param id that of the reply; 0 for a greeting and a failure
     * @param meaning in a sentence
     * @param fix what can be done, with the present values of the properties it names; none where nothing is to be done
     * @param source the standard or the provider that says so
     */
    record Explained(long nanos, int id, String meaning, Optional<String> fix, Optional<String> source)
            implements TraceEvent {}

    /** The link is gone. */
    record Closed(long nanos, String how, Totals totals) implements TraceEvent {}
}
