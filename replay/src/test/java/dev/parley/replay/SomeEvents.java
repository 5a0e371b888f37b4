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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Dialogs out of a seed: every kind of event, and texts as bad as they get. */
final class SomeEvents {
    private static final String[] HOSTILE = {
        "",
        "\"",
        "\\",
        "\r\n",
        "\n{\"e\":\"open\"}\n",
        "\u0000",
        "\u001b[31m",
        "\u007f",
        "\u0085",
        "\u2028",
        "\ufeff",
        "\ud800",
        "\udc00",
        "\ud83d\ude00",
        "\u202e",
        "\uffff",
        "é",
        "<script>",
        "[redacted 3 octets]",
        "x".repeat(5000)
    };

    private final Random random;

    SomeEvents(long seed) {
        this.random = new Random(seed);
    }

    /** A dialog in which every kind of event is at least once. */
    List<TraceEvent> dialog(String name) {
        List<TraceEvent> events = new ArrayList<>();
        events.add(new TraceEvent.Opened(
                micros().toNanos(), instant(), name, text(), text(), random.nextInt(65536), settings()));
        for (int i = 0; i < 3; i++) {
            verifications().forEach(verification -> events.add(secured(verification)));
            kinds().forEach(kind -> events.add(kind.get()));
        }
        return events;
    }

    private List<Supplier<TraceEvent>> kinds() {
        return List.of(
                () -> new TraceEvent.Resolved(nanos(), text(), texts(), micros()),
                () -> new TraceEvent.Connected(nanos(), text(), text(), micros()),
                () -> new TraceEvent.Offered(nanos(), texts()),
                () -> new TraceEvent.Decided(nanos(), topic(), text(), text(), perhaps(text())),
                () -> new TraceEvent.Warned(nanos(), topic(), text(), text()),
                () -> new TraceEvent.Sent(
                        nanos(), number(), perhaps(group()), text(), random.nextBoolean(), text(), number()),
                () -> new TraceEvent.Received(
                        nanos(), number(), text(), random.nextBoolean(), answer(), texts(), micros()),
                () -> new TraceEvent.Content(nanos(), number(), random.nextBoolean(), elided(), texts()),
                () -> new TraceEvent.Failed(
                        nanos(),
                        text(),
                        text(),
                        random.nextBoolean(),
                        perhaps(report(new Verification.Failed(text())))),
                () -> new TraceEvent.Explained(nanos(), number(), text(), perhaps(text()), perhaps(text())),
                () -> new TraceEvent.Closed(nanos(), text(), totals()));
    }

    private List<Verification> verifications() {
        return List.of(
                new Verification.Verified(),
                new Verification.Delegated(text(), random.nextBoolean()),
                new Verification.IssuerOnly(text()),
                new Verification.NamedBy(text()),
                new Verification.Skipped(text()),
                new Verification.Failed(text()));
    }

    private TraceEvent secured(Verification verification) {
        return new TraceEvent.Secured(nanos(), report(verification));
    }

    private TlsReport report(Verification verification) {
        return new TlsReport(
                text(),
                text(),
                random.nextBoolean(),
                text(),
                texts(),
                text(),
                instant(),
                verification,
                micros(),
                perhaps(details()));
    }

    private TlsDetails details() {
        List<TlsDetails.Certificate> chain = texts().stream()
                .map(subject -> new TlsDetails.Certificate(subject, text()))
                .toList();
        return new TlsDetails(chain, instant(), text(), text(), perhaps(text()));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(HOSTILE[random.nextInt(HOSTILE.length)]).append((char) random.nextInt(0x10000));
        }
        return text.toString();
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        texts().forEach(value -> settings.put("mail.smtp.\u00e9\"\u0000" + settings.size(), value));
        return settings;
    }

    private <T> Optional<T> perhaps(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private Answer answer() {
        return new Answer(text(), perhaps(text()), random.nextBoolean());
    }

    private Group group() {
        return new Group(number(), number(), number());
    }

    private ContentSize elided() {
        return new ContentSize(text(), micros().toNanos(), micros().toNanos(), number());
    }

    private Totals totals() {
        return new Totals(number(), number(), number(), micros().toNanos(), micros().toNanos(), micros());
    }

    private Topic topic() {
        return Topic.values()[random.nextInt(Topic.values().length)];
    }

    private int number() {
        return random.nextInt(Integer.MAX_VALUE);
    }

    private long nanos() {
        return micros().toNanos();
    }

    private Duration micros() {
        return Duration.of(random.nextInt(Integer.MAX_VALUE), ChronoUnit.MICROS);
    }

    private Instant instant() {
        return Instant.ofEpochMilli(random.nextInt() * 1000L + random.nextInt(1000));
    }
}
