package dev.parley.trace;

import dev.parley.trace.redaction.SecretScrubber;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a connection to a mail server. A sink receives no event with a secret.
 *
 * <p>Whoever treats the kinds of events differently implements {@link Visitor}. A later version may have more kinds.
 */
public sealed interface TraceEvent {
    /** Nanoseconds since the connection was requested. */
    long nanos();

    /** Calls the method of the visitor for this kind of event. */
    void accept(Visitor visitor);

    /** Writes the event as an object of schema v1, {@code docs/trace-schema-v1.json}. */
    void writeTo(EventFields fields) throws IOException;

    /** The same event with the texts and times that the rewriter returns. */
    TraceEvent rewritten(EventRewriter rewriter);

    /** One method for each kind of event; events that are shown alike are one kind, {@link Fact}. */
    interface Visitor {
        void opened(Opened event);

        void fact(Fact event);

        void secured(Secured event);

        void offered(Offered event);

        void decided(Decided event);

        void warned(Warned event);

        void sent(Sent event);

        void received(Received event);

        void content(Content event);

        void failed(Failed event);

        void explained(Explained event);

        void closed(Closed event);
    }

    /** A step that took some time and that a sentence describes. */
    sealed interface Fact extends TraceEvent {
        Step step();

        /** What follows the heading of the step. */
        String text();

        /** The same without the heading. */
        String sentence();

        Duration took();

        @Override
        default void accept(Visitor visitor) {
            visitor.fact(this);
        }
    }

    /** The step that a {@link Fact} reports. */
    enum Step {
        LOOKUP("lookup"),
        CONNECT("connected");

        private final String heading;

        Step(String heading) {
            this.heading = heading;
        }

        public String heading() {
            return heading;
        }
    }

    /**
     * A connection to this host and port is requested, or to a Unix domain socket and port 0.
     *
     * @param dialog a short name that distinguishes the events of this connection from others
     * @param settings the properties of this protocol that the application has set, by their full names; of an object its
     *     class, of a secret and of an undocumented property {@code [not shown]}
     */
    record Opened(
            long nanos,
            Instant when,
            String dialog,
            String protocol,
            String host,
            int port,
            Map<String, String> settings)
            implements TraceEvent {
        private static final int VERSION = 1;

        @Override
        public void accept(Visitor visitor) {
            visitor.opened(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("open", nanos);
            fields.number("v", VERSION);
            fields.text("at", when.toString());
            fields.text("proto", protocol);
            fields.text("host", host);
            fields.number("port", port);
            fields.texts("settings", settings);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Opened(
                    to.nanos(nanos),
                    to.when(when),
                    to.dialog(dialog),
                    protocol,
                    to.text(host),
                    port,
                    to.settings(settings));
        }
    }

    /** The addresses of the host, in the order in which they are tried. */
    record Resolved(long nanos, String host, List<String> addresses, Duration took) implements Fact {
        @Override
        public Step step() {
            return Step.LOOKUP;
        }

        @Override
        public String text() {
            return host + " is " + String.join(", ", addresses);
        }

        @Override
        public String sentence() {
            return text();
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("resolve", nanos);
            fields.micros("us", took);
            fields.text("host", host);
            fields.texts("addrs", addresses);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Resolved(to.nanos(nanos), to.text(host), to.texts(addresses), to.took(took));
        }
    }

    /** The connection is established. */
    record Connected(long nanos, String remote, String local, Duration took) implements Fact {
        @Override
        public Step step() {
            return Step.CONNECT;
        }

        @Override
        public String text() {
            return "to " + remote + " from " + local;
        }

        @Override
        public String sentence() {
            return "connected " + text();
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("connect", nanos);
            fields.micros("us", took);
            fields.text("remote", remote);
            fields.text("local", local);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Connected(to.nanos(nanos), to.text(remote), to.local(local), to.took(took));
        }
    }

    /** The TLS handshake succeeded; all that follows is encrypted. */
    record Secured(long nanos, TlsReport tls) implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.secured(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("tls", nanos);
            tls.writeTo(fields);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Secured(to.nanos(nanos), tls.rewritten(to));
        }
    }

    /**
     * The server announced its capabilities: before TLS, over TLS, and with ManageSieve after the login.
     *
     * @param capabilities one line each, as the server wrote them, without those that a property disables; empty after
     *     HELO
     */
    record Offered(long nanos, List<String> capabilities) implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.offered(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("offer", nanos);
            fields.texts("caps", capabilities);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Offered(to.nanos(nanos), to.texts(capabilities));
        }
    }

    /**
     * A decision and its reason.
     *
     * @param property the property that controls the decision, if there is one
     */
    record Decided(long nanos, Topic topic, String choice, String because, Optional<String> property)
            implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.decided(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("decide", nanos);
            fields.text("topic", topic.toString());
            fields.text("choice", choice);
            fields.text("because", because);
            fields.text("property", property);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Decided(to.nanos(nanos), topic, to.text(choice), to.text(because), property);
        }
    }

    /** Something that a person should check, although the connection is still used. */
    record Warned(long nanos, Topic topic, String text, String property) implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.warned(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("warn", nanos);
            fields.text("topic", topic.toString());
            fields.text("text", text);
            fields.text("property", property);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Warned(to.nanos(nanos), topic, to.text(text), property);
        }
    }

    /**
     * A command line was sent.
     *
     * @param id counts commands from 1; the reply has the same
     * @param group the pipelined group that the command belongs to, if any
     * @param phase of the protocol, in lower case: {@code hello}, {@code rcpt}
     * @param secured whether it was sent over TLS
     * @param line without its CRLF; a sink receives it without secrets
     * @param octets of the line on the wire, including its CRLF
     */
    record Sent(long nanos, int id, Optional<Group> group, String phase, boolean secured, String line, int octets)
            implements TraceEvent {
        /** Whether the line contains the mark of a secret. */
        public boolean redacted() {
            return SecretScrubber.isMarked(line);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.sent(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("send", nanos);
            fields.number("id", id);
            if (group.isPresent()) {
                fields.number("group", group.get().number());
                fields.number("place", group.get().place());
                fields.number("size", group.get().size());
            }
            fields.text("phase", phase);
            fields.flag("tls", secured);
            fields.text("line", line);
            fields.number("octets", octets);
            if (redacted()) {
                fields.flag("redacted", true);
            }
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Sent(to.nanos(nanos), id, group, phase, secured, to.text(line), octets);
        }
    }

    /**
     * A reply was received.
     *
     * @param id that of its command; 0 for the greeting and for an unsolicited reply
     * @param phase that of its command
     * @param answer code and status
     * @param lines without line ends; {@code [redacted 16 octets]} in the place of a secret that the server repeats
     * @param waited since the command was sent
     */
    record Received(
            long nanos, int id, String phase, boolean secured, Answer answer, List<String> lines, Duration waited)
            implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.received(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("recv", nanos);
            fields.number("id", id);
            fields.text("phase", phase);
            fields.flag("tls", secured);
            fields.text("code", answer.code());
            fields.text("status", answer.status());
            fields.flag("refused", answer.refused());
            fields.micros("us", waited);
            fields.texts("lines", lines);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Received(
                    to.nanos(nanos), id, phase, secured, answer.rewritten(to), to.texts(lines), to.took(waited));
        }
    }

    /**
     * Content was sent.
     *
     * @param id that of its command for BDAT and PUTSCRIPT; one of its own after DATA
     * @param content its size
     * @param head its first lines, as many as {@code mail.<protocol>.trace.body} requests
     */
    record Content(long nanos, int id, boolean secured, ContentSize content, List<String> head) implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.content(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("body", nanos);
            fields.number("id", id);
            fields.flag("tls", secured);
            fields.text("what", content.what());
            fields.number("octets", content.octets());
            fields.number("lines", content.lines());
            fields.number("stuffed", content.stuffed());
            fields.texts("head", head);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Content(to.nanos(nanos), id, secured, content, to.texts(head));
        }
    }

    /**
     * The connection broke, or cannot be used as configured.
     *
     * @param phase in words
     * @param mayBeDelivered whether the server may have accepted the message although its reply was not received (RFC
     *     5321 s4.5.3.2.6)
     * @param tls the certificates that the server sent, where they are the reason why the TLS handshake failed
     */
    record Failed(long nanos, String phase, String what, boolean mayBeDelivered, Optional<TlsReport> tls)
            implements TraceEvent {
        /** A failure that is not one of the TLS handshake. */
        public Failed(long nanos, String phase, String what, boolean mayBeDelivered) {
            this(nanos, phase, what, mayBeDelivered, Optional.empty());
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.failed(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("fail", nanos);
            fields.text("phase", phase);
            fields.text("what", what);
            fields.flag("maybeDelivered", mayBeDelivered);
            if (tls.isPresent()) {
                tls.get().writeTo(fields);
            }
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            Optional<TlsReport> rewritten =
                    tls.isPresent() ? Optional.of(tls.get().rewritten(to)) : Optional.empty();
            return new Failed(to.nanos(nanos), phase, to.text(what), mayBeDelivered, rewritten);
        }
    }

    /**
     * The meaning of the reply or failure before it, where {@code mail.<protocol>.trace.explain} requests it.
     *
     * @param id that of the reply; 0 for a greeting and a failure
     * @param meaning one sentence
     * @param fix what to do, with the present values of the properties that it names; empty where nothing can be done
     * @param source the standard or the provider that documents it
     */
    record Explained(long nanos, int id, String meaning, Optional<String> fix, Optional<String> source)
            implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.explained(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("explain", nanos);
            fields.number("id", id);
            fields.text("meaning", meaning);
            fields.text("fix", fix);
            fields.text("source", source);
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Explained(to.nanos(nanos), id, to.text(meaning), to.text(fix), source);
        }
    }

    /** The connection was closed. */
    record Closed(long nanos, String how, Totals totals) implements TraceEvent {
        @Override
        public void accept(Visitor visitor) {
            visitor.closed(this);
        }

        @Override
        public void writeTo(EventFields fields) throws IOException {
            fields.event("close", nanos);
            fields.text("how", how);
            fields.number("commands", totals.commands());
            fields.number("groups", totals.groups());
            fields.number("turnarounds", totals.turnarounds());
            fields.number("sent", totals.sent());
            fields.number("received", totals.received());
            fields.micros("waitUs", totals.waited());
        }

        @Override
        public TraceEvent rewritten(EventRewriter to) {
            return new Closed(to.nanos(nanos), to.text(how), totals.rewritten(to));
        }
    }
}
