package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.DialogTrail;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.TraceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Properties that are set and not read. */
class PropertyWarningsTest {
    private final Properties properties = new Properties();

    @Test
    void thoseOfASiblingProtocol() {
        properties.put("mail.smtp.ssl.trust", "mx");
        properties.put("mail.smtp.mine", "x");
        assertEquals(
                List.of("mail.smtp.ssl.trust is set, but the protocol is smtps, which reads mail.smtps.ssl.trust"),
                texts("smtps"));
        assertEquals(1, texts("lmtp").size());
        assertEquals(List.of(), texts("smtp"));
        assertEquals(List.of(), texts("sieve"));
        properties.put("mail.smtp.timeout", 5);
        assertEquals(
                List.of("mail.smtp.ssl.trust and 1 more of mail.smtp.* is set, but the protocol is smtps, which reads"
                        + " mail.smtps.ssl.trust"),
                texts("smtps"));
        properties.put("mail.smtps.ssl.trust", "mx");
        properties.put("mail.smtps.timeout", "5");
        assertEquals(List.of(), texts("smtps"));
        properties.put("mail.sieves.host", "mx");
        assertEquals(
                List.of("mail.sieves.host is set, but the protocol is sieve, which reads mail.sieve.host"),
                texts("sieve"));
    }

    @Test
    void thoseWithATypingMistake() {
        properties.put("mail.smtp.starttls.enabel", "true");
        properties.put("mail.smtp.timeouts", 1);
        properties.put("mail.smtp.sslprotocols", "x");
        properties.put("mail.smtp.socketfactory", "x");
        properties.put("mail.smtp.application.name", "x");
        properties.put("mail.smtp.class", "x");
        properties.put("mail.smtp.auth.ntlm.domain", "x");
        assertEquals(
                List.of(
                        "there is no property mail.smtp.socketfactory; did you mean mail.smtp.socketFactory?",
                        "there is no property mail.smtp.sslprotocols; did you mean mail.smtp.ssl.protocols?",
                        "there is no property mail.smtp.starttls.enabel; did you mean mail.smtp.starttls.enable?",
                        "there is no property mail.smtp.timeouts; did you mean mail.smtp.timeout?"),
                texts("smtp"));
    }

    @Test
    void oneMistakeIsOneLetterOrTwoSwapped() {
        assertTrue(PropertyWarnings.isOneMistakeFrom("port", "prt"));
        assertTrue(PropertyWarnings.isOneMistakeFrom("port", "poort"));
        assertTrue(PropertyWarnings.isOneMistakeFrom("port", "pert"));
        assertTrue(PropertyWarnings.isOneMistakeFrom("port", "prot"));
        assertTrue(PropertyWarnings.isOneMistakeFrom("socketFactory", "SOCKETFACTORY"));
        assertFalse(PropertyWarnings.isOneMistakeFrom("port", "port"));
        assertFalse(PropertyWarnings.isOneMistakeFrom("port", "post1"));
        assertFalse(PropertyWarnings.isOneMistakeFrom("port", "trop"));
        assertFalse(PropertyWarnings.isOneMistakeFrom("port", "po"));
    }

    @Test
    void aTraceAndATrailHaveThem() {
        properties.put("mail.smtps.timeout", "5");
        properties.put("mail.smtp.usre", "joe");
        List<TraceEvent> seen = new ArrayList<>();
        properties.put("mail.smtp.trace.sink", (TraceSink) seen::add);
        List<String> expected = List.of(
                "mail.smtps.timeout is set, but the protocol is smtp, which reads mail.smtp.timeout",
                "there is no property mail.smtp.usre; did you mean mail.smtp.user?");
        open().close();
        assertEquals(expected, warnings(seen));
        DialogTrail trail = open().trail().orElseThrow();
        assertEquals(expected, warnings(trail.events()));
        properties.remove("mail.smtp.trace.sink");
        trail = open().trail().orElseThrow();
        assertEquals(expected, warnings(trail.events()));
        assertTrue(trail.toString().contains("*** settings: there is no property mail.smtp.usre"), trail.toString());
    }

    /** Reading them costs time: without a trace it happens when a failure needs its trail, and not before. */
    @Test
    void nothingIsLookedForWithoutATrace() {
        int[] asked = {0};
        Properties counting = new Properties() {
            @Override
            public Set<String> stringPropertyNames() {
                asked[0]++;
                return super.stringPropertyNames();
            }
        };
        counting.put("mail.smtps.timeout", "5");
        TraceSettings settings = TraceSettings.from(new MailProperties("smtp", counting), false);
        int before = asked[0];
        Trace trace = settings.open(System.out, "smtp", "mx", 25, List.of());
        trace.closed("QUIT");
        assertEquals(before, asked[0]);
        assertEquals(1, warnings(trace.trail().orElseThrow().events()).size());
        assertEquals(1, warnings(trace.trail().orElseThrow().events()).size());
        assertEquals(before + 1, asked[0]);
    }

    private Trace open() {
        return TraceSettings.from(new MailProperties("smtp", properties), false)
                .open(System.out, "smtp", "mx", 25, List.of());
    }

    private static List<String> warnings(List<TraceEvent> events) {
        return events.stream()
                .filter(TraceEvent.Warned.class::isInstance)
                .map(event -> ((TraceEvent.Warned) event).text())
                .toList();
    }

    private List<String> texts(String protocol) {
        return List.copyOf(new PropertyWarnings(protocol, new MailProperties(protocol, properties))
                .get()
                .values());
    }
}
