package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.Detail.Explaining;
import dev.parley.trace.PrivacySettings.HeadSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Explanations on their way: when there are any, what they name, and where they stay. */
class ExplainedTest {
    private static final String REST =
            ", or the protocol smtps with port 465; on this port the server offers no STARTTLS";

    private static final Answer REFUSED = new Answer("550", Optional.of("5.1.1"), true);

    private final List<TraceEvent> events = new ArrayList<>();

    @Test
    void rightBehindWhatItExplains() {
        Trace trace = trace(Explaining.ERRORS);
        reply(trace, "rcpt", REFUSED, "550 5.1.1 who?");
        assertTrue(last(1) instanceof TraceEvent.Received, events::toString);
        TraceEvent.Explained explained = (TraceEvent.Explained) last(0);
        assertEquals(1, explained.id());
        assertEquals("no such mailbox: the domain exists, the name before the @ does not", explained.meaning());
        trace.failed("connecting", "no connection to mx:25: Connection refused");
        assertTrue(last(1) instanceof TraceEvent.Failed, events::toString);
        assertEquals(0, ((TraceEvent.Explained) last(0)).id());
    }

    @Test
    void aRefusalThatEndsTheDialogIsExplainedOnce() {
        Trace trace = trace(Explaining.ERRORS);
        trace.loggingIn("XOAUTH2", "joe", "the server offers it");
        reply(trace, "auth", new Answer("535", Optional.of("5.7.8"), true), "535 5.7.8 not accepted");
        trace.refused("logging in", "535 5.7.8 not accepted");
        assertTrue(last(0) instanceof TraceEvent.Failed, events::toString);
        assertEquals("the server rejects the access token", ((TraceEvent.Explained) last(1)).meaning());
    }

    @Test
    void asMuchAsIsAskedFor() {
        Answer forwarded = new Answer("251", Optional.empty(), false);
        for (Explaining wanted : Explaining.values()) {
            events.clear();
            Trace trace = trace(wanted);
            reply(trace, "rcpt", forwarded, "251 will forward to <b@x.test>");
            reply(trace, "rcpt", REFUSED, "550 5.1.1 who?");
            trace.failed("connecting", "Connection refused");
            assertEquals(
                    wanted == Explaining.OFF ? 0 : wanted == Explaining.ERRORS ? 2 : 3,
                    events.stream()
                            .filter(TraceEvent.Explained.class::isInstance)
                            .count(),
                    wanted.name());
        }
    }

    @Test
    void namesThePropertyAndItsPresentValue() {
        Answer tls = new Answer("530", Optional.of("5.7.0"), true);
        assertEquals(
                "use port 587 with mail.smtp.starttls.enable=true (now false)" + REST,
                fix(Map.of("mail.smtp.starttls.enable", "false"), "mail", tls, "530 5.7.0 Must issue STARTTLS"));
        assertEquals(
                "use port 587 with mail.smtp.starttls.enable=true (now not set)" + REST,
                fix(Map.of(), "mail", tls, "530 5.7.0 Must issue STARTTLS"));
    }

    @Test
    void saysWhereItWent() {
        Trace trace = trace(Explaining.ERRORS);
        trace.failed("connecting", "Connection refused");
        String fix = ((TraceEvent.Explained) last(0)).fix().orElseThrow();
        assertTrue(fix.startsWith("check mail.smtp.host (now mx.lab.test) and mail.smtp.port (now 587): "), fix);
    }

    @Test
    void saysWhatTheServerOffers() {
        Answer tooLarge = new Answer("552", Optional.of("5.3.4"), true);
        Trace trace = trace(Explaining.ERRORS);
        trace.offered(List.of("PIPELINING", "SIZE 52428800", "SIZELESS"));
        reply(trace, "mail", tooLarge, "552 5.3.4 Message too big");
        String fix = ((TraceEvent.Explained) last(0)).fix().orElseThrow();
        assertTrue(fix.endsWith("the server offers SIZE 52428800"), fix);
        trace.offered(List.of());
        reply(trace, "mail", tooLarge, "552 5.3.4 Message too big");
        fix = ((TraceEvent.Explained) last(0)).fix().orElseThrow();
        assertTrue(fix.endsWith("the server offers no SIZE"), fix);
    }

    @Test
    void addressesAreMasked() {
        Trace trace = new Trace(
                List.of(events::add),
                new PrivacySettings(AddressMask.DOMAIN, true, HeadSize.NONE),
                0,
                new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, Map.of("mail.smtp.from", "joe@x.test"));
        reply(trace, "mail", new Answer("501", Optional.of("5.1.7"), true), "501 5.1.7 bad");
        String fix = ((TraceEvent.Explained) last(0)).fix().orElseThrow();
        assertTrue(fix.contains("mail.smtp.from (now ***@x.test)"), fix);
    }

    @Test
    void theTrailExplainsTheFirstRejectionHoweverMuchFollows() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 64, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        reply(trace, "rcpt", REFUSED, "550 5.1.1 first");
        reply(trace, "rcpt", REFUSED, "550 5.1.1 second");
        reply(trace, "data", new Answer("554", Optional.of("5.5.1"), true), "554 5.5.1 no valid recipients");
        for (int i = 0; i < 9; i++) {
            reply(trace, "rset", new Answer("250", Optional.empty(), false), "250 ok");
        }
        String trail = trace.trail().orElseThrow().toString();
        List<String> lines = trail.lines().map(String::strip).toList();
        int rejection = lines.indexOf("<- 550 5.1.1 first");
        assertEquals(
                "? no such mailbox: the domain exists, the name before the @ does not (RFC 3463 s3.2)",
                lines.get(rejection + 1));
        assertTrue(lines.get(rejection + 2).startsWith("? fix: correct or remove the address"), trail);
        assertEquals(2, lines.stream().filter(line -> line.startsWith("?")).count(), trail);
        assertEquals("<- 250 ok", lines.get(lines.size() - 1));
    }

    @Test
    void theTrailExplainsNoRejectionOfAnEarlierCommand() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 64, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "sieve", "mx", 4190, Map.of());
        Answer no = new Answer("NO", Optional.of("QUOTA/MAXSCRIPTS"), true);
        reply(trace, "havespace", no, "NO (QUOTA/MAXSCRIPTS) too many");
        reply(trace, "putscript", new Answer("NO", Optional.empty(), true), "NO line 1: error");
        String trail = trace.trail().orElseThrow().toString();
        assertFalse(trail.substring(0, trail.indexOf("NO line 1")).contains("? "), trail);
    }

    @Test
    void aConsequenceIsNotExplainedAlsoWhereItsCauseIsForgotten() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 8, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        reply(trace, "mail", new Answer("550", Optional.empty(), true), "550 no");
        for (int i = 0; i < 20; i++) {
            reply(trace, "rcpt", new Answer("503", Optional.of("5.5.1"), true), "503 5.5.1 need MAIL command");
        }
        String trail = trace.trail().orElseThrow().toString();
        assertFalse(trail.contains("fix: "), trail);
        assertTrue(trail.contains("=== smtp to mx:25"), trail);
    }

    @Test
    void theBeginningStaysWhereEachRejectionIsExplained() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 64, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        for (int i = 0; i < 25; i++) {
            reply(trace, "rcpt", REFUSED, "550 5.1.1 no");
        }
        String trail = trace.trail().orElseThrow().toString();
        assertTrue(trail.contains("=== smtp to mx:25"), trail);
    }

    @Test
    void aCapabilityInAFixIsEscaped() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 64, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        trace.offered(List.of("AUTH PLAIN\u001b[2J\rforged"));
        String advice =
                trace.advice("logging in", "No authentication mechanisms supported by both server and client", false);
        assertTrue(advice.contains("AUTH PLAIN\\x1b[2J\\x0dforged"), advice);
    }

    @Test
    void nothingIsLookedUpForAGoodReply() {
        Trace trace = trace(Explaining.ERRORS);
        reply(trace, "rcpt", new Answer("250", Optional.empty(), false), "250 ok");
        assertFalse(last(0) instanceof TraceEvent.Explained);
    }

    private String fix(Map<String, String> settings, String phase, Answer answer, String line) {
        Trace trace = new Trace(List.of(events::add), PrivacySettings.NONE, 0, new Detail(Explaining.ERRORS, false));
        trace.opened("abcd", "smtp", "mx", 25, settings);
        reply(trace, phase, answer, line);
        return ((TraceEvent.Explained) last(0)).fix().orElseThrow();
    }

    private Trace trace(Explaining wanted) {
        Trace trace = new Trace(List.of(events::add), PrivacySettings.NONE, 0, new Detail(wanted, false));
        trace.opened("abcd", "smtp", "mx.lab.test", 587, Map.of("mail.smtp.port", "587"));
        return trace;
    }

    private static void reply(Trace trace, String phase, Answer answer, String line) {
        trace.received(trace.sent(phase, "COMMAND", 9), answer, List.of(line));
    }

    private TraceEvent last(int before) {
        return events.get(events.size() - 1 - before);
    }
}
