package dev.parley.trace.face;

import dev.parley.trace.Answer;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Group;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Topic;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Dialogs told event by event, so that each time in them is known. */
final class Story {
    private final TraceSink sink;
    private long micros;
    private boolean secured;

    Story(TraceSink sink) {
        this.sink = sink;
    }

    /** Over TLS with a login, a group and a refused recipient. */
    static void refusedRecipient(TraceSink sink) {
        Story story = new Story(sink);
        story.opened("mx.lab.test", 587, Map.of("mail.smtp.sendpartial", "true", "mail.smtp.starttls.enable", "true"));
        sink.accept(new TraceEvent.Resolved(story.at(900), "mx.lab.test", List.of("192.0.2.25"), millis(0.5)));
        sink.accept(new TraceEvent.Connected(story.at(16000), "192.0.2.25:587", "192.0.2.7:40542", millis(14.9)));
        story.said(0, "greeting", 6700, "220 mx.lab.test ESMTP ready");
        story.asks(1, "hello", "EHLO client.example");
        story.said(1, "hello", 4600, "250-mx.lab.test", "250-PIPELINING", "250-SIZE 52428800", "250 STARTTLS");
        sink.accept(new TraceEvent.Offered(story.at(0), List.of("PIPELINING", "SIZE 52428800", "STARTTLS")));
        story.asks(2, "starttls", "STARTTLS");
        story.said(2, "starttls", 1600, "220 2.0.0 Ready to start TLS");
        story.secured = true;
        sink.accept(new TraceEvent.Secured(story.at(145700), certificate(new Verification.Verified())));
        story.asks(3, "hello", "EHLO client.example");
        story.said(3, "hello", 42600, "250-mx.lab.test", "250-PIPELINING", "250 AUTH PLAIN LOGIN");
        sink.accept(new TraceEvent.Decided(
                story.at(300),
                Topic.AUTH,
                "PLAIN as joe",
                "it is the strongest supported mechanism (the server offers PLAIN LOGIN)",
                Optional.of("mail.smtp.auth.mechanisms")));
        story.asks(4, "auth", "AUTH PLAIN [redacted 16 octets]");
        story.said(4, "auth", 2500, "235 2.7.0 Authentication successful");
        story.group(5, "MAIL FROM:<joe@lab.test>", "RCPT TO:<b@lab.test>", "RCPT TO:<nobody@lab.test>", "DATA");
        story.said(5, "mail", 1000, "250 2.1.0 Ok");
        story.said(6, "rcpt", 43000, 42000, "250 2.1.5 Ok");
        story.refused(7, "rcpt", 43100, 100, "5.1.1", "550 5.1.1 <nobody@lab.test>: User unknown");
        sink.accept(new TraceEvent.Explained(
                story.at(0),
                7,
                "the domain is right, the mailbox does not exist",
                Optional.of("correct the address, or take it off the list"),
                Optional.of("RFC 3463 s3.2")));
        story.said(8, "data", 43200, 100, "354 End data with <CR><LF>.<CR><LF>");
        sink.accept(new TraceEvent.Content(
                story.at(400),
                9,
                true,
                new ContentSize("message", 301, 12, 1),
                List.of("From: joe@lab.test", "Subject: hi")));
        story.said(9, "end_of_data", 19800, "250 2.0.0 Ok: queued as 4F2A1");
        story.asks(10, "quit", "QUIT");
        story.said(10, "quit", 300, "221 2.0.0 Bye");
        story.closed("QUIT", new Totals(9, 6, 8, 512, 498, millis(121.4)));
    }

    /** Jane is rejected, and joe does not get the message either. */
    static void givenUp(TraceSink sink) {
        Story story = new Story(sink);
        story.opened("mx.lab.test", 25, Map.of());
        story.said(0, "greeting", 6700, "220 mx.lab.test ESMTP ready");
        story.asks(1, "hello", "EHLO client.example");
        story.said(1, "hello", 4600, "250-mx.lab.test", "250-PIPELINING", "250 SIZE 52428800");
        story.group(2, "MAIL FROM:<ann@lab.test>", "RCPT TO:<joe@lab.test>", "RCPT TO:<jane@lab.test>");
        story.said(2, "mail", 1000, "250 2.1.0 Ok");
        story.said(3, "rcpt", 1100, 100, "250 2.1.5 Ok");
        story.refused(4, "rcpt", 1200, 100, "5.1.1", "550 5.1.1 <jane@lab.test>: User unknown");
        sink.accept(new TraceEvent.Explained(
                story.at(0),
                4,
                "the domain is right, the mailbox does not exist",
                Optional.of("correct the address, or take it off the list"),
                Optional.of("RFC 3463 s3.2")));
        story.asks(5, "rset", "RSET");
        story.said(5, "rset", 300, "250 2.0.0 Ok");
        story.asks(6, "quit", "QUIT");
        sink.accept(new TraceEvent.Failed(
                story.at(60_000_000),
                "sending QUIT",
                "no reply within 60 s, which mail.smtp.quitwait and mail.smtp.timeout limit; the server may wait for"
                        + " the end of a transaction that it has not finished, or a firewall drops the data",
                false));
        story.closed("broken", new Totals(6, 4, 5, 130, 250, millis(60_010)));
    }

    /** In clear, with a warning, and broken where it hurts. */
    static void broken(TraceSink sink) {
        Story story = new Story(sink);
        story.opened("mx.lab.test", 25, Map.of());
        sink.accept(new TraceEvent.Warned(
                story.at(10),
                Topic.TLS,
                "the server does not offer STARTTLS, and the password may be sent without TLS",
                "mail.smtp.auth.cleartext"));
        sink.accept(new TraceEvent.Content(story.at(400), 1, false, new ContentSize("message", 40, 4, 0), List.of()));
        sink.accept(new TraceEvent.Failed(
                story.at(5_000_000), "waiting for the reply to the end of the message", "the server closed it", true));
        story.closed("broken", new Totals(0, 0, 1, 40, 0, Duration.ZERO));
    }

    /**
     * A server that wants to do harm wherever its words are shown.
     *
     * @param many lines of one reply, and tens of characters of another
     */
    static void hostile(TraceSink sink, int many) {
        Story story = new Story(sink);
        String evil = "\"><img src=x onerror='alert(2)'>";
        story.opened("mx" + evil, 25, Map.of("mail.smtp.localhost", "</style><script>alert(3)</script>"));
        sink.accept(new TraceEvent.Resolved(story.at(10), evil, List.of(evil), millis(0)));
        story.said(0, "greeting", 10, "220 <script>alert(1)</script>");
        sink.accept(new TraceEvent.Secured(
                story.at(10),
                new TlsReport(
                        evil,
                        evil,
                        false,
                        "CN=" + evil,
                        List.of(evil),
                        "CN=\u001b[2J</dd>",
                        Instant.parse("2020-01-01T00:00:00Z"),
                        new Verification.Skipped("mail.smtp.ssl.trust"),
                        millis(0),
                        Optional.empty())));
        sink.accept(new TraceEvent.Decided(story.at(10), Topic.AUTH, evil, evil, Optional.of(evil)));
        sink.accept(new TraceEvent.Warned(story.at(10), Topic.AUTH, evil, evil));
        story.asks(1, evil, "EHLO " + evil);
        sink.accept(new TraceEvent.Offered(story.at(0), List.of(evil)));
        story.refused(
                1,
                evil,
                10,
                10,
                evil,
                "550 \u001b[2J\u001b]0;pwned\u0007 \u0000 \u202egpj.exe\u2066\u2028\udb40\udc20&lt;" + evil);
        story.asks(2, "help", "HELP");
        String[] lines = new String[many];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "214" + (i < lines.length - 1 ? "-" : " ") + i + evil;
        }
        story.said(2, "help", 10, lines);
        story.said(2, "help", 10, "214 " + "x".repeat(10 * many));
        sink.accept(new TraceEvent.Content(story.at(10), 3, true, new ContentSize(evil, 1, 1, 0), List.of(evil)));
        story.said(3, "content", 10, "250 " + evil);
        sink.accept(new TraceEvent.Failed(story.at(10), evil, evil + "\nand more\r\n" + evil, false));
        story.closed(evil, new Totals(2, 2, 3, 1, 1, Duration.ZERO));
    }

    /** So many commands and replies. */
    static void longOne(TraceSink sink, int commands) {
        Story story = new Story(sink);
        story.opened("mx.lab.test", 25, Map.of());
        for (int id = 1; id <= commands; id++) {
            story.asks(id, "rcpt", "RCPT TO:<user" + id + "@lab.test>");
            if (id % 100 == 0) {
                story.refused(id, "rcpt", 10, 10, "5.1.1", "550 5.1.1 unknown " + id);
            } else {
                story.said(id, "rcpt", 10, "250 2.1.5 Ok " + id);
            }
        }
        story.closed("QUIT", new Totals(commands, commands, commands, 1, 1, millis(commands / 100.0)));
    }

    private void opened(String host, int port, Map<String, String> settings) {
        sink.accept(new TraceEvent.Opened(
                at(100), Instant.parse("2026-11-23T22:44:58.231Z"), "k3f9", "smtp", host, port, settings));
    }

    private void asks(int id, String phase, String line) {
        sink.accept(new TraceEvent.Sent(at(200), id, Optional.empty(), phase, secured, line, line.length() + 2));
    }

    private void group(int id, String... lines) {
        at(200);
        for (int i = 0; i < lines.length; i++) {
            Optional<Group> group = Optional.of(new Group(1, i + 1, lines.length));
            String phase = lines[i].substring(0, 4).toLowerCase(Locale.ROOT);
            sink.accept(new TraceEvent.Sent(at(1), id + i, group, phase, secured, lines[i], lines[i].length() + 2));
        }
    }

    private void said(int id, String phase, int micros, String... lines) {
        said(id, phase, micros, micros, lines);
    }

    /** @param later than the event before */
    private void said(int id, String phase, int waited, int later, String... lines) {
        received(id, phase, waited, later, new Answer(lines[0].substring(0, 3), Optional.empty(), false), lines);
    }

    private void refused(int id, String phase, int waited, int later, String status, String... lines) {
        received(id, phase, waited, later, new Answer("550", Optional.of(status), true), lines);
    }

    private void received(int id, String phase, int waited, int later, Answer answer, String... lines) {
        Duration wait = Duration.ofNanos(waited * 1000L);
        sink.accept(new TraceEvent.Received(at(later), id, phase, secured, answer, List.of(lines), wait));
    }

    private void closed(String how, Totals totals) {
        sink.accept(new TraceEvent.Closed(at(100), how, totals));
        sink.close();
    }

    private long at(int later) {
        micros += later;
        return micros * 1000;
    }

    private static TlsReport certificate(Verification verification) {
        return new TlsReport(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                false,
                "CN=mx.lab.test",
                List.of("mx.lab.test", "lab.test"),
                "CN=Lab authority",
                Instant.parse("2026-12-23T22:44:53Z"),
                verification,
                millis(145.6),
                Optional.empty());
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }
}
