package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.PrivacySettings.HeadSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTest {
    @Test
    void theLastEventsEachOfAKibioctetAtMost() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 3);
        for (int i = 0; i < 9; i++) {
            trace.sent("noop", "NOOP " + i + "y".repeat(5000), 5000);
        }
        PendingCommand asked = trace.sent("help", "HELP", 6);
        List<String> reply =
                IntStream.range(0, 100).mapToObj(i -> "214-" + "x".repeat(396)).toList();
        trace.received(asked, Answer.NONE, reply);
        List<TraceEvent> kept = trace.trail().orElseThrow().events();
        assertEquals(3, kept.size());
        assertEquals(
                1024 + " [3982 more]".length(),
                ((TraceEvent.Sent) kept.get(0)).line().length());
        assertEquals("HELP", ((TraceEvent.Sent) kept.get(1)).line());
        List<String> lines = ((TraceEvent.Received) kept.get(2)).lines();
        assertEquals("[97 more lines]", lines.get(3));
        assertTrue(lines.get(2).endsWith(" [176 more]"), lines.get(2));
    }

    @Test
    void noEventIsAnExcuse() {
        String endless = "z".repeat(60_000);
        List<String> many =
                IntStream.range(0, 10_000).mapToObj(i -> "LINE-" + i).toList();
        Map<String, String> settings = new HashMap<>();
        many.forEach(name -> settings.put("mail.smtp." + name, endless));
        Trace trace = new Trace(List.of(), new PrivacySettings(AddressMask.SHOW, true, HeadSize.FULL), 64);
        trace.opened("abcd", "smtp", endless, 25, settings);
        trace.warnOf(() -> Map.of("mail.smtp.x", endless));
        trace.resolved(endless, many, Duration.ZERO);
        trace.connected("there", "here", Duration.ZERO);
        trace.offered(many);
        trace.decided(Topic.AUTH, endless, endless);
        trace.warned(Topic.AUTH, endless, "mail.smtp.auth");
        Head head = trace.head();
        head.write("\r\n".repeat(40_000).getBytes(StandardCharsets.US_ASCII), 0, 80_000);
        trace.content("content", new ContentSize("message", 80_000, 40_000, 0), head);
        trace.failed("asking", endless);
        trace.closed(endless);
        List<TraceEvent> kept = trace.trail().orElseThrow().events();
        assertEquals(10, kept.size());
        kept.forEach(event -> assertTrue(event.toString().length() < 4096, event::toString));
    }

    @Test
    void aTrailHasTwelveLinesAtMost() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 64);
        for (int i = 0; i < 30; i++) {
            trace.sent("noop", "NOOP", 6);
        }
        List<String> lines = trace.trail().orElseThrow().toString().lines().toList();
        assertEquals("\t\t... 18 lines omitted", lines.get(1));
        assertEquals(14, lines.size());
    }
}
