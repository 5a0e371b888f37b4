package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One fact of a mail dialog. Secrets are redacted before an event exists, so that no sink can show one. */
public sealed interface TraceEvent {

    /** Nanoseconds since the dialog began. */
    long nanos();

    /** The dialog begins: a connection to this host and port is wanted, or to a Unix domain socket and port 0. */
    record Opened(long nanos, Instant when, String protocol, String host, int port) implements TraceEvent {}

    /** The host's addresses, in the order they are tried. */
    record Resolved(long nanos, String host, List<String> addresses, Duration took) implements TraceEvent {}

    /** The link stands. */
    record Connected(long nanos, String remote, String local, Duration took) implements TraceEvent {}

    /** From here on the link is TLS. */
    record Secured(long nanos, TlsReport tls) implements TraceEvent {}

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
     * @param secured whether it went over TLS
     * @param line the line as it may be shown
     */
    record Sent(long nanos, int id, boolean secured, String line) implements TraceEvent {}

    /**
     * A reply came in.
     *
     * @param id that of its command, 0 for the greeting
     * @param refused whether it says no
     * @param lines its lines, without line ends
     * @param waited since the command went out
     */
    record Received(long nanos, int id, boolean secured, boolean refused, List<String> lines, Duration waited)
            implements TraceEvent {}

    /**
     * Content went out; its octets are not shown.
     *
     * @param what message or script
     * @param octets without what the protocol added
     * @param stuffed dots that were doubled
     */
    record Content(long nanos, int id, boolean secured, String what, long octets, long lines, int stuffed)
            implements TraceEvent {}

    /** The dialog broke. */
    record Failed(long nanos, String phase, String what) implements TraceEvent {}

    /** The link is gone. */
    record Closed(long nanos, String how) implements TraceEvent {}
}
