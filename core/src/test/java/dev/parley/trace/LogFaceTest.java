package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.face.TraceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogFaceTest {
    private static final Answer GREETING = new Answer("220", Optional.empty(), false);

    private final List<LogRecord> records = new ArrayList<>();

    @Test
    void aMessageForEachEvent() {
        listening("dev.parley.trace.smtp", Level.ALL, () -> tell("smtp", "mail.smtp.trace", "log"));
        assertEquals(
                List.of(
                        "FINE smtp to mx.lab.test:25",
                        "FINE <- #0 220-mx / 220 \\x1b[2J\\u202e (0 ms)",
                        "FINE -> #1 EHLO client",
                        "INFO hello: HELO, because so",
                        "WARNING tls: in clear (mail.smtp.x)",
                        "WARNING connecting: Connection refused\\n220 forged",
                        "INFO ? #0 no server listens on this port, or a firewall rejects the connection; fix: check",
                        "FINE closed: broken"),
                records.stream().map(LogFaceTest::shown).toList());
    }

    @Test
    void onlyWhereTheLevelIsWanted() {
        listening("dev.parley.trace.smtp", Level.WARNING, () -> tell("smtp", "mail.smtp.trace", "log"));
        assertEquals(2, records.size());
    }

    @Test
    void intoALoggerOfTheApplicationsChoice() {
        listening(
                "my.mail",
                Level.ALL,
                () -> tell("smtp", "mail.smtp.trace", "log", "mail.smtp.trace.logger", "my.mail"));
        assertEquals(8, records.size());
    }

    @Test
    void thePeoplesHabitIsEnough() {
        for (String name : List.of("org.eclipse.angus.mail.smtp", "org.eclipse.angus.mail.smtp.protocol")) {
            records.clear();
            listening(name, Level.FINEST, () -> tell("smtp"));
            assertEquals(8, records.size(), name);
        }
        records.clear();
        listening("dev.parley.trace.sieve", Level.FINEST, () -> tell("sieve"));
        assertFalse(records.isEmpty());
    }

    @Test
    void butNotWhereTheTraceIsOffOrTheLevelIsHigher() {
        listening("org.eclipse.angus.mail.smtp", Level.FINEST, () -> tell("smtp", "mail.smtp.trace", "off"));
        listening("org.eclipse.angus.mail.smtp", Level.FINER, () -> tell("smtp"));
        assertTrue(records.isEmpty(), records::toString);
    }

    private static void tell(String protocol, String... settings) {
        Properties properties = new Properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        Trace trace = TraceSettings.from(new MailProperties(protocol, properties), false)
                .open(System.out, protocol, "mx.lab.test", 25, List.of());
        trace.received(trace.unsolicited(), GREETING, List.of("220-mx", "220 \u001b[2J\u202e"));
        trace.sent("hello", "EHLO client", 13);
        trace.decided(Topic.HELLO, "HELO", "so");
        trace.warned(Topic.TLS, "in clear", "mail.smtp.x");
        trace.failed("connecting", "Connection refused\n220 forged");
        trace.closed("broken");
    }

    /** Level and message, without the dialog's name, the waiting time and the end of a fix. */
    private static String shown(LogRecord record) {
        return (record.getLevel() + " " + record.getMessage().substring(9))
                .replaceAll("[\\d.]+ ms", "0 ms")
                .replaceAll("fix: check.*", "fix: check");
    }

    private void listening(String name, Level level, Runnable meanwhile) {
        Logger logger = Logger.getLogger(name);
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Level before = logger.getLevel();
        logger.setLevel(level);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            meanwhile.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
            logger.setUseParentHandlers(true);
        }
    }
}
