package dev.parley.replay;

import dev.parley.trace.Answer;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Group;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Topic;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.Verification;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads an event from the fields of one line of schema v1. */
final class EventReader {
    private static final long VERSION = 1;

    private final JsonFields fields;

    EventReader(JsonFields fields) {
        this.fields = fields;
    }

    /** Empty if the event is unknown. */
    Optional<TraceEvent> event() {
        return switch (fields.text("e")) {
            case "open" -> Optional.of(opened());
            case "resolve" ->
                Optional.of(new TraceEvent.Resolved(nanos(), fields.text("host"), fields.list("addrs"), micros("us")));
            case "connect" ->
                Optional.of(
                        new TraceEvent.Connected(nanos(), fields.text("remote"), fields.text("local"), micros("us")));
            case "tls" -> Optional.of(new TraceEvent.Secured(nanos(), tls()));
            case "offer" -> Optional.of(new TraceEvent.Offered(nanos(), fields.list("caps")));
            case "decide" ->
                topic().map(topic -> new TraceEvent.Decided(
                        nanos(),
                        topic,
                        fields.text("choice"),
                        fields.text("because"),
                        fields.optionalText("property")));
            case "warn" ->
                topic().map(topic ->
                        new TraceEvent.Warned(nanos(), topic, fields.text("text"), fields.text("property")));
            case "send" -> Optional.of(sent());
            case "recv" -> Optional.of(received());
            case "body" -> Optional.of(content());
            case "fail" ->
                Optional.of(new TraceEvent.Failed(
                        nanos(),
                        fields.text("phase"),
                        fields.text("what"),
                        fields.flag("maybeDelivered"),
                        fields.has("subject") ? Optional.of(tls()) : Optional.empty()));
            case "explain" ->
                Optional.of(new TraceEvent.Explained(
                        nanos(),
                        fields.integer("id"),
                        fields.text("meaning"),
                        fields.optionalText("fix"),
                        fields.optionalText("source")));
            case "close" -> Optional.of(new TraceEvent.Closed(nanos(), fields.text("how"), totals()));
            default -> Optional.empty();
        };
    }

    private TraceEvent opened() {
        if (fields.number("v") != VERSION) {
            throw new IllegalArgumentException("schema v" + fields.number("v") + " is not supported, only v" + VERSION);
        }
        return new TraceEvent.Opened(
                nanos(),
                instant("at"),
                fields.text("sid"),
                fields.text("proto"),
                fields.text("host"),
                fields.integer("port"),
                fields.map("settings"));
    }

    private TlsReport tls() {
        return new TlsReport(
                fields.text("version"),
                fields.text("cipher"),
                fields.has("resumed") && fields.flag("resumed"),
                fields.text("subject"),
                fields.list("san"),
                fields.text("issuer"),
                instant("notAfter"),
                verification(),
                micros("us"),
                fields.has("sha256") ? Optional.of(details()) : Optional.empty());
    }

    private TlsDetails details() {
        List<String> subjects = fields.list("chain");
        List<String> issuers = fields.list("issuers");
        if (subjects.size() != issuers.size()) {
            throw new IllegalArgumentException("the fields chain and issuers differ in length");
        }
        List<TlsDetails.Certificate> chain = IntStream.range(0, subjects.size())
                .mapToObj(i -> new TlsDetails.Certificate(subjects.get(i), issuers.get(i)))
                .toList();
        return new TlsDetails(
                chain, instant("notBefore"), fields.text("key"), fields.text("sha256"), fields.optionalText("alpn"));
    }

    private Verification verification() {
        String word = fields.text("verify");
        return switch (word) {
            case "ok" -> new Verification.Verified();
            case "delegated" -> new Verification.Delegated(fields.text("by"), fields.flag("identity"));
            case "issuer" -> new Verification.IssuerOnly(fields.text("by"));
            case "named" -> new Verification.NamedBy(fields.text("by"));
            case "skipped" -> new Verification.Skipped(fields.text("by"));
            case "failed" -> new Verification.Failed(fields.text("why"));
            default -> throw new IllegalArgumentException("verify=" + word + " is not a value of schema v" + VERSION);
        };
    }

    /** Empty if the topic is unknown. */
    private Optional<Topic> topic() {
        String word = fields.text("topic");
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.toString().equals(word))
                .findFirst();
    }

    private TraceEvent sent() {
        Optional<Group> group = fields.has("group")
                ? Optional.of(new Group(fields.integer("group"), fields.integer("place"), fields.integer("size")))
                : Optional.empty();
        return new TraceEvent.Sent(
                nanos(),
                fields.integer("id"),
                group,
                fields.text("phase"),
                fields.flag("tls"),
                fields.text("line"),
                fields.integer("octets"));
    }

    private TraceEvent received() {
        Answer answer = new Answer(fields.text("code"), fields.optionalText("status"), fields.flag("refused"));
        return new TraceEvent.Received(
                nanos(),
                fields.integer("id"),
                fields.text("phase"),
                fields.flag("tls"),
                answer,
                fields.list("lines"),
                micros("us"));
    }

    private TraceEvent content() {
        ContentSize content = new ContentSize(
                fields.text("what"), fields.number("octets"), fields.number("lines"), fields.integer("stuffed"));
        return new TraceEvent.Content(nanos(), fields.integer("id"), fields.flag("tls"), content, fields.list("head"));
    }

    private Totals totals() {
        return new Totals(
                fields.integer("commands"),
                fields.integer("groups"),
                fields.integer("turnarounds"),
                fields.number("sent"),
                fields.number("received"),
                micros("waitUs"));
    }

    private long nanos() {
        return micros("t").toNanos();
    }

    private Duration micros(String name) {
        return Duration.of(fields.number(name), ChronoUnit.MICROS);
    }

    private Instant instant(String name) {
        try {
            return Instant.parse(fields.text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the field " + name + " is not a time: " + fields.text(name), e);
        }
    }
}
