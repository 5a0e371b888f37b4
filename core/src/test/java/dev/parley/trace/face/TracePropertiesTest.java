package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.AddressMask;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TracePropertiesTest {
    private final Properties properties = new Properties();

    @Test
    void everyPropertyHasADefaultForAllProtocols() {
        properties.put("mail.trace", "json,text");
        properties.put("mail.trace.file", "/tmp/%p");
        properties.put("mail.trace.addresses", "Domain");
        properties.put("mail.trace.body", "full");
        properties.put("mail.trace.explain", "all");
        properties.put("mail.trace.tls", "full");
        properties.put("mail.trace.logger", "my.mail");
        properties.put("mail.trace.ring", "7");
        TraceSettings settings = settings(false);
        assertEquals(Set.of(Face.TEXT, Face.JSON), settings.faces());
        assertEquals(new TraceFile("mail.trace.file", "/tmp/%p", true), settings.file());
        assertEquals(AddressMask.DOMAIN, settings.privacy().addresses());
        assertEquals("my.mail", settings.logger());
        assertEquals(7, settings.ring());
        assertEquals(true, settings.detail().wholeTls());
        properties.put("mail.smtp.trace.ring", "9");
        properties.put("mail.smtp.trace", "off");
        assertEquals(9, settings(false).ring());
        assertEquals(Set.of(), settings(true).faces());
    }

    @Test
    void objectsCountAsTheirWords() {
        properties.put("mail.trace", true);
        properties.put("mail.trace.ring", 5);
        properties.put("mail.smtp.trace.body", 10);
        assertEquals(Set.of(Face.TEXT), settings(false).faces());
        assertEquals(5, settings(false).ring());
        assertEquals(10, settings(false).privacy().content().octets());
        properties.put("mail.trace", false);
        assertEquals(Set.of(), settings(true).faces());
    }

    @Test
    void aBlankOneIsNotSet() {
        properties.put("mail.smtp.trace", "");
        properties.put("mail.smtp.trace.file", " ");
        properties.put("mail.smtp.trace.addresses", "");
        properties.put("mail.smtp.trace.sink", "");
        assertNull(settings(true).sinks());
        assertEquals(Set.of(Face.TEXT), settings(true).faces());
        assertNull(settings(true).file());
        assertEquals(AddressMask.SHOW, settings(true).privacy().addresses());
    }

    @Test
    void anErrorNamesTheOneThatIsWrong() {
        properties.put("mail.trace.body", "some");
        assertEquals("mail.trace.body=some is not one of none, headers, full, or a number of octets", error());
        properties.put("mail.trace.body", "none");
        properties.put("mail.trace", "txt");
        assertEquals("mail.trace=txt is not one of text, json, html, log, jfr, true, off, false", error());
        properties.put("mail.smtp.trace", "html");
        properties.put("mail.trace.body", "full");
        properties.put("mail.trace.addresses", "none");
        properties.put("mail.smtp.trace", "off");
        assertEquals("mail.trace.addresses=none is not one of show, domain, hash", error());
        properties.put("mail.smtp.trace", "html");
        properties.put("mail.trace.addresses", "show");
        assertEquals("mail.smtp.trace=html requires a file: set mail.smtp.trace.file", error());
        properties.put("mail.trace.tls", "long");
        properties.put("mail.smtp.trace", "off");
        assertEquals("mail.trace.tls=long is not one of brief, full", error());
        properties.put("mail.trace.tls", "brief");
        properties.put("mail.smtp.trace", "html");
        properties.put("mail.trace.file", "a\0b");
        assertEquals("mail.trace.file=a\\x00b is not a path: Nul character not allowed", error());
    }

    private String error() {
        return Warned.of(properties);
    }

    @Test
    void anUnknownWordOfEachSettingIsReported() {
        for (String name : List.of("trace.addresses", "trace.body", "trace.explain", "trace.tls")) {
            properties.clear();
            properties.put("mail.smtp." + name, "some");
            assertTrue(error().startsWith("mail.smtp." + name + "=some is not one of "), error());
        }
    }

    @Test
    void eachMistakeIsReportedOnceForASession() {
        properties.put("mail.smtp.trace", "txt");
        properties.put("mail.smtp.trace.ring", "many");
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(debug, true);
        settings(false).open(out, "smtp", "mx", 25, List.of()).close();
        settings(false).open(out, "smtp", "mx", 25, List.of()).close();
        assertEquals(
                "*** trace: mail.smtp.trace=txt is not one of text, json, html, log, jfr, true, off, false; the connection continues"
                        + " without it\n*** trace: mail.smtp.trace.ring=many is not one of the numbers from 0; the connection continues"
                        + " without it\n",
                debug.toString().replace(System.lineSeparator(), "\n"));
        assertEquals(64, settings(false).ring());
    }

    @Test
    void aLogHandlerThatThrowsStopsNoMail() {
        Handler throwing = new Handler() {
            @Override
            public void publish(LogRecord record) {
                throw new IllegalStateException("no disk");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.parley.trace");
        logger.addHandler(throwing);
        try {
            properties.put("mail.smtp.trace", "txt");
            assertEquals("mail.smtp.trace=txt is not one of text, json, html, log, jfr, true, off, false", error());
        } finally {
            logger.removeHandler(throwing);
        }
    }

    @Test
    void whatIsRightStaysOn() {
        properties.put("mail.smtp.trace", "text, jsn, html");
        properties.put("mail.smtp.trace.explain", "everything");
        ByteArrayOutputStream debug = new ByteArrayOutputStream();
        settings(false)
                .open(new PrintStream(debug, true), "smtp", "mx", 25, List.of())
                .closed("QUIT");
        List<String> lines = debug.toString().lines().toList();
        assertEquals(
                3,
                lines.stream()
                        .filter(line -> line.startsWith("*** trace: mail.smtp.trace"))
                        .count(),
                lines::toString);
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.contains("=== opened smtp to mx:25") || line.contains("smtp to mx:25")),
                lines::toString);
        properties.put("mail.smtp.trace.addresses", "hidden");
        assertEquals(AddressMask.DOMAIN, settings(false).privacy().addresses());
    }

    private TraceSettings settings(boolean debug) {
        return TraceSettings.from(new MailProperties("smtp", properties), debug);
    }
}
