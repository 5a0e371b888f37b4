package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.face.TraceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording has of a dialog. */
class JfrFaceTest {
    private static final Answer OK = new Answer("250", Optional.of("2.0.0"), false);
    private static final Answer NO = new Answer("550", Optional.of("5.1.1"), true);

    @TempDir
    Path folder;

    interface Talk {
        void over(Trace trace);
    }

    @Test
    void anExchangeForEachCommand() throws Exception {
        List<RecordedEvent> events = recorded("smtp", "dev.parley.Exchange", JfrFaceTest::send);
        assertEquals(
                List.of(
                        "MAIL 250 2.0.0 false group 1, 30 octets",
                        "RCPT 250 2.0.0 false group 1, 30 octets",
                        "RCPT 550 5.1.1 true group 1, 30 octets",
                        "DATA 354 null false group 0, 6 octets",
                        ". 250 2.0.0 false group 0, 1001 octets",
                        " 250 2.0.0 false group 0, 18 octets"),
                events.stream()
                        .map(e -> "%s %s %s %s group %d, %d octets"
                                .formatted(
                                        e.getString("verb"),
                                        e.getString("code"),
                                        e.getString("status"),
                                        e.getBoolean("refused"),
                                        e.getInt("group"),
                                        e.getLong("sent")))
                        .toList());
        assertTrue(events.get(0).getDuration().toNanos() > 0);
        assertFalse(events.toString().contains("x.test"), events::toString);
        assertNull(events.get(0).getStackTrace());
    }

    @Test
    void aTransaction() throws Exception {
        List<RecordedEvent> sends = recorded("smtp", "dev.parley.MailSend", JfrFaceTest::send);
        assertEquals(
                List.of("2 1 1000 250 2.0.0 true"),
                sends.stream().map(JfrFaceTest::shown).toList());
    }

    @Test
    void aTransactionThatEndsBeforeItsMessage() throws Exception {
        List<RecordedEvent> sends = recorded("smtp", "dev.parley.MailSend", trace -> {
            ask(trace, "mail", "MAIL FROM:<a@x.test>", OK);
            ask(trace, "rcpt", "RCPT TO:<b@x.test>", NO);
            ask(trace, "rset", "RSET", OK);
            ask(trace, "mail", "MAIL FROM:<a@x.test>", NO);
            trace.failed("sending MAIL", "broken");
            trace.closed("broken");
        });
        assertEquals(
                List.of("1 0 0 550 5.1.1 false", "0 0 0 550 5.1.1 false"),
                sends.stream().map(JfrFaceTest::shown).toList());
    }

    @Test
    void withLmtpTheLastRecipientsReplyEndsIt() throws Exception {
        List<RecordedEvent> sends = recorded("lmtp", "dev.parley.MailSend", trace -> {
            ask(trace, "mail", "MAIL FROM:<a@x.test>", OK);
            ask(trace, "rcpt", "RCPT TO:<b@x.test>", OK);
            ask(trace, "rcpt", "RCPT TO:<c@x.test>", OK);
            ask(trace, "data", "DATA", new Answer("354", Optional.empty(), false));
            PendingCommand content = trace.content("end_of_data", new ContentSize("message", 10, 1, 0), trace.head());
            trace.received(content, OK, List.of("250 2.0.0 ok"));
            trace.received(content, NO, List.of("550 5.1.1 no"));
            trace.closed("QUIT");
        });
        assertEquals(
                List.of("2 2 10 550 5.1.1 true"),
                sends.stream().map(JfrFaceTest::shown).toList());
    }

    @Test
    void theDialogAndItsHandshake() throws Exception {
        Talk talk = trace -> {
            trace.secured(new TlsReport(
                    "TLSv1.3",
                    "TLS_AES_256_GCM_SHA384",
                    false,
                    "CN=mx",
                    List.of("mx"),
                    "CN=mx",
                    Instant.now(),
                    new Verification.Verified(),
                    Duration.ofMillis(5),
                    Optional.empty()));
            send(trace);
        };
        RecordedEvent handshake =
                recorded("smtp", "dev.parley.TlsHandshake", talk).get(0);
        assertEquals("TLSv1.3", handshake.getString("version"));
        assertTrue(handshake.getBoolean("proven"));
        assertEquals(Duration.ofMillis(5), handshake.getDuration("handshake"));
        RecordedEvent dialog = recorded("smtp", "dev.parley.Dialog", talk).get(0);
        assertEquals("mx.lab.test", dialog.getString("host"));
        assertTrue(dialog.getBoolean("secured"));
        assertFalse(dialog.getBoolean("failed"));
        assertEquals(5, dialog.getInt("commands"));
        assertTrue(dialog.getDuration("waited").compareTo(dialog.getDuration()) <= 0);
    }

    @Test
    void sieveHasTheSameEvents() throws Exception {
        List<RecordedEvent> events = recorded("sieve", "dev.parley.Exchange", trace -> {
            PendingCommand put = trace.sent("putscript", "PUTSCRIPT \"private\" {23+}", 26);
            trace.content(put, new ContentSize("script", 23, 1, 0), trace.head());
            trace.received(put, new Answer("NO", Optional.of("QUOTA/MAXSIZE"), true), List.of("NO (QUOTA/MAXSIZE)"));
            trace.closed("LOGOUT");
        });
        assertEquals("PUTSCRIPT", events.get(0).getString("verb"));
        assertEquals("QUOTA/MAXSIZE", events.get(0).getString("status"));
        assertEquals(49, events.get(0).getLong("sent"));
        assertEquals("sieve", events.get(0).getString("protocol"));
        assertFalse(events.toString().contains("private"), events::toString);
    }

    private static void send(Trace trace) {
        PendingCommand mail = trace.sent("mail", "MAIL FROM:<a@x.test>", 30);
        PendingCommand good = trace.sent("rcpt", "RCPT TO:<b@x.test>", 30);
        PendingCommand bad = trace.sent("rcpt", "RCPT TO:<c@x.test>", 30);
        trace.flushed();
        trace.received(mail, OK, List.of("250 2.0.0 ok"));
        trace.received(good, OK, List.of("250 2.0.0 ok"));
        trace.received(bad, NO, List.of("550 5.1.1 c@x.test?"));
        ask(trace, "data", "DATA", new Answer("354", Optional.empty(), false));
        PendingCommand content = trace.content("end_of_data", new ContentSize("message", 1000, 10, 1), trace.head());
        trace.received(content, OK, List.of("250 2.0.0 queued"));
        PendingCommand secret = trace.sent("auth", "[redacted 16 octets]", 18);
        trace.received(secret, OK, List.of("250 2.0.0 ok"));
        trace.closed("QUIT");
    }

    private static void ask(Trace trace, String phase, String line, Answer answer) {
        trace.received(trace.sent(phase, line, line.length() + 2), answer, List.of(answer.toString()));
    }

    private static String shown(RecordedEvent send) {
        return "%d %d %d %s %s %s"
                .formatted(
                        send.getInt("recipients"),
                        send.getInt("accepted"),
                        send.getLong("octets"),
                        send.getString("code"),
                        send.getString("status"),
                        send.getBoolean("delivered"));
    }

    private List<RecordedEvent> recorded(String protocol, String event, Talk talk) throws Exception {
        Path file = folder.resolve(event + ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(event).withoutThreshold();
            recording.start();
            Properties properties = new Properties();
            properties.put("mail." + protocol + ".trace", "jfr");
            try (Trace trace = TraceSettings.from(new MailProperties(protocol, properties), false)
                    .open(System.out, protocol, "mx.lab.test", 25, List.of())) {
                talk.over(trace);
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(recorded -> recorded.getEventType().getName().equals(event))
                .toList();
    }
}
