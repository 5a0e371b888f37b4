package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.Detail.Explaining;
import dev.parley.trace.PrivacySettings.HeadSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A trail without a sink is made of references when it is requested; it contains no secret and the explanations. */
class TrailTest {
    private static final String SECRET = "sEcr3t-passw0rd";
    private static final Answer REJECTED = new Answer("550", Optional.of("5.1.1"), true);

    private int texts;

    /** A reply that counts how often its texts are needed. */
    private final class CountedReply implements ReceivedReply {
        @Override
        public Answer answer() {
            texts++;
            return REJECTED;
        }

        @Override
        public boolean refused() {
            return true;
        }

        @Override
        public List<String> lines() {
            texts++;
            return List.of("550 5.1.1 unknown: " + SECRET);
        }

        @Override
        public long octets() {
            return 40;
        }
    }

    private final class CountedCommand {
        @Override
        public String toString() {
            texts++;
            return "RCPT TO:<b@x.test>";
        }
    }

    @Test
    void nothingIsRedactedOrExplainedBeforeItIsRequested() {
        Trace trace = trace(64, new PrivacySettings(AddressMask.DOMAIN, true, HeadSize.NONE));
        hideSecret(trace, SECRET);
        texts = 0;
        trace.received(trace.sent("rcpt", new CountedCommand(), 20), new CountedReply());
        for (int i = 0; i < 100; i++) {
            trace.received(trace.sent("rcpt", new CountedCommand(), 20), new CountedReply());
        }
        assertEquals(0, texts);
        List<TraceEvent> events = events(trace);
        assertEquals(64, events.size());
        assertEquals("RCPT TO:<***@x.test>", sent(events, 61).line());
        assertEquals(
                List.of("550 5.1.1 unknown: [redacted 15 octets]"),
                received(events, 62).lines());
        TraceEvent.Explained explained = assertInstanceOf(TraceEvent.Explained.class, events.get(63));
        assertEquals(101, explained.id());
        int before = texts;
        assertEquals(events, events(trace));
        assertEquals(before, texts, "the texts were redacted twice");
    }

    @Test
    void anEventThatASinkReceivedIsNotRedactedAgain() {
        List<TraceEvent> received = new ArrayList<>();
        Trace trace = new Trace(
                List.of(received::add),
                new PrivacySettings(AddressMask.HASH, true, HeadSize.NONE),
                64,
                new Detail(Explaining.ERRORS, false));
        trace.received(trace.sent("rcpt", new CountedCommand(), 20), new CountedReply());
        int before = texts;
        assertEquals(received, events(trace));
        assertEquals(before, texts);
        hideSecret(trace, SECRET);
        List<TraceEvent> later = events(trace);
        assertEquals(sent(received, 0), sent(later, 0), "an address was masked twice");
        assertFalse(later.toString().contains(SECRET), later::toString);
    }

    @Test
    void aReplyIsExplainedByWhatWasKnownWhenItWasReceived() {
        Trace trace = trace(64, PrivacySettings.NONE);
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        trace.offered(List.of("SIZE 1000"));
        trace.received(
                trace.sent("mail", "MAIL FROM:<a@x.test>", 22),
                new Answer("552", Optional.of("5.3.4"), true),
                List.of("552 5.3.4 Message too big"));
        trace.offered(List.of("SIZE 2000"));
        String trail = trace.trail().orElseThrow().toString();
        assertTrue(trail.contains("SIZE 1000") && !trail.contains("SIZE 2000"), trail);
    }

    /** In a short reply, a long one, a command, a failure and the capabilities. */
    @Test
    void aSecretThatIsHiddenAfterItWasRecorded() {
        Trace trace = trace(64, PrivacySettings.NONE);
        PendingCommand greeting = trace.unsolicited();
        trace.received(greeting, REJECTED, List.of("550 no: " + SECRET));
        trace.received(greeting, REJECTED, List.of("550-no: " + SECRET, "550 " + "x".repeat(5000)));
        trace.sent("custom", "XLOGIN " + SECRET, 40);
        trace.offered(List.of("CONTACT " + SECRET));
        trace.failed("greeting", "no: " + SECRET);
        hideSecret(trace, SECRET);
        List<TraceEvent> events = events(trace);
        assertEquals(
                5,
                events.stream()
                        .filter(event -> event.toString().contains("[redacted 15 octets]"))
                        .count());
        assertFalse(events.toString().contains(SECRET), events::toString);
    }

    @Test
    void aSecretAtThePlaceWhereATextIsTruncated() {
        String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
        for (int before = 960; before < 1040; before++) {
            Trace trace = trace(64, PrivacySettings.NONE);
            hideSecret(trace, SECRET);
            hideSecret(trace, base64);
            String padding = "y".repeat(before);
            for (String secret : List.of(SECRET, base64)) {
                String text = padding + secret + " z".repeat(1000);
                trace.sent("custom", text, text.length() + 2);
                trace.received(trace.unsolicited(), REJECTED, List.of("550 " + text));
                trace.received(trace.unsolicited(), REJECTED, List.of("550-" + padding, "550 " + secret));
                trace.failed("greeting", text);
                trace.offered(List.of(padding, secret, text));
                trace.decided(Topic.AUTH, padding, text);
            }
            String events = events(trace).toString();
            assertFalse(leaks(SECRET, events) || leaks(base64, events), events);
        }
    }

    @Test
    void eachOfTwoHundredSecrets() {
        Trace trace = trace(5000, PrivacySettings.NONE);
        trace.received(trace.unsolicited(), REJECTED, List.of("550 early secret-no-199."));
        for (int i = 0; i < 200; i++) {
            String secret = "secret-no-" + i + ".";
            hideSecret(trace, secret);
            String echo = "550 no: " + secret;
            trace.received(trace.sent("auth", "AUTH PLAIN", 12), REJECTED, List.of(echo));
            trace.received(trace.unsolicited(), REJECTED, List.of(echo + " " + "x".repeat(2000)));
        }
        String events = events(trace).toString();
        assertFalse(events.contains("secret-no-"), events);
    }

    @Test
    void theReplyToAnEarlierCommandHasItsNumberAndPhase() {
        Trace trace = trace(3, PrivacySettings.NONE);
        List<PendingCommand> group = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            group.clear();
            for (int i = 0; i < 200; i++) {
                group.add(trace.sent("rcpt", "RCPT " + i, 8));
            }
            trace.flushed();
            for (int i = 0; i < 200; i++) {
                trace.received(group.get(i), Answer.NONE, List.of("250 ok"));
                trace.received(group.get(i), Answer.NONE, List.of("250 ok"));
                TraceEvent.Received last = received(events(trace), 2);
                assertEquals(200 * round + i + 1, last.id());
                assertEquals("rcpt", last.phase());
            }
        }
    }

    @Test
    void aGroupThatIsLongerThanTheTrail() {
        Trace trace = trace(3, PrivacySettings.NONE);
        for (int i = 0; i < 5; i++) {
            trace.sent("rcpt", "RCPT " + i, 8);
        }
        List<TraceEvent> events = events(trace);
        for (int i = 0; i < 3; i++) {
            assertEquals("RCPT " + (i + 2), sent(events, i).line());
            assertEquals(Optional.of(new Group(1, i + 3, 5)), sent(events, i).group());
        }
    }

    /** The sink is called while the commands of the group are passed on. */
    @Test
    void aSinkThatUsesTheTrace() {
        List<String> lines = new ArrayList<>();
        Trace[] trace = new Trace[1];
        trace[0] = new Trace(
                List.of(event -> {
                    if (event instanceof TraceEvent.Sent sent) {
                        lines.add(sent.line() + sent.group().map(Group::size).orElse(1));
                        if (sent.id() == 1) {
                            trace[0].sent("noop", "NOOP", 6);
                            trace[0].flushed();
                        }
                    }
                }),
                PrivacySettings.NONE,
                2);
        trace[0].sent("rcpt", "RCPT 1 of ", 8);
        trace[0].sent("rcpt", "RCPT 2 of ", 8);
        trace[0].flushed();
        trace[0].sent("quit", "QUIT", 6);
        trace[0].flushed();
        assertEquals(List.of("RCPT 1 of 2", "NOOP1", "RCPT 2 of 2", "QUIT1"), lines);
    }

    private static boolean leaks(String secret, String text) {
        for (int at = 0; at + 6 <= secret.length(); at++) {
            if (text.contains(secret.substring(at, at + 6))) {
                return true;
            }
        }
        return false;
    }

    private static Trace trace(int size, PrivacySettings privacy) {
        return new Trace(List.of(), privacy, size, new Detail(Explaining.ERRORS, false));
    }

    private static void hideSecret(Trace trace, String secret) {
        trace.hideSecret(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static List<TraceEvent> events(Trace trace) {
        return trace.trail().orElseThrow().events();
    }

    private static TraceEvent.Sent sent(List<TraceEvent> events, int index) {
        return assertInstanceOf(TraceEvent.Sent.class, events.get(index));
    }

    private static TraceEvent.Received received(List<TraceEvent> events, int index) {
        return assertInstanceOf(TraceEvent.Received.class, events.get(index));
    }
}
