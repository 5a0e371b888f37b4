package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import dev.parley.trace.face.TextSink;
import dev.parley.trace.face.TraceSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSinkTest {
    @Test
    void hostileTextIsShownHarmlessly() {
        String shown = text(
                false,
                trace -> trace.received(
                        trace.unsolicited(),
                        Answer.NONE,
                        List.of("220 \u001b[2J\u0007\u202egnp\u2066\u2028x\u009b" + "y".repeat(2000))));
        String line = shown.substring(shown.indexOf("220"));
        assertTrue(line.startsWith("220 \\x1b[2J\\x07\\u202egnp\\u2066\\u2028x\\x9by"), line);
        assertTrue(line.contains("y [1017 more]"), line);
        assertEquals(1, shown.lines().count());
    }

    @Test
    void coloursOnlyWhereAskedFor() {
        assertFalse(text(false, trace -> sent(trace, "NOOP")).contains("\u001b"));
        assertEquals(
                "\u001b[36m   +0.000              ->   #1 NOOP\u001b[0m",
                text(true, trace -> sent(trace, "NOOP")).strip().replaceAll("\\+\\d\\.\\d{3}", "+0.000"));
    }

    @Test
    void aSinkThatThrowsIsDropped() {
        List<TraceEvent> heard = new ArrayList<>();
        Trace trace = new Trace(List.of(
                event -> {
                    throw new IllegalStateException("full");
                },
                heard::add));
        sent(trace, "NOOP");
        sent(trace, "QUIT");
        assertEquals(
                List.of("Sent", "Warned", "Sent"),
                heard.stream().map(event -> event.getClass().getSimpleName()).toList());
    }

    @Test
    void withoutASinkNothingIsRendered() {
        sent(new Trace(List.of()), new Object() {
            @Override
            public String toString() {
                throw new AssertionError("nobody reads this");
            }
        });
    }

    @Test
    void closedOnce() {
        List<TraceEvent> heard = new ArrayList<>();
        Trace trace = new Trace(List.of(heard::add));
        trace.closed("QUIT");
        trace.closed("again");
        assertEquals(1, heard.size());
    }

    @Test
    void theSwitch(@TempDir Path folder) throws IOException {
        assertTrue(settings("mail.smtp.trace", "off", true).faces().isEmpty());
        assertEquals(1, settings("mail.smtp.trace", "TEXT", false).faces().size());
        assertEquals(1, settings("mail.smtp.trace", "true", false).faces().size());
        assertEquals(1, settings("mail.trace", "text", false).faces().size());
        assertEquals(1, settings("mail.smtp.nothing", "", true).faces().size());
        assertTrue(settings("mail.smtp.nothing", "", false).faces().isEmpty());
        assertTrue(settings("mail.smtp.trace", "textt", false).faces().isEmpty());
    }

    @Test
    void theFileIsItsOwnersAlone(@TempDir Path folder) throws IOException {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace", "text");
        properties.put("mail.smtp.trace.file", folder + "/%p-%h.txt");
        for (int i = 0; i < 2; i++) {
            try (Trace trace = TraceSettings.from(new MailProperties("smtp", properties), false)
                    .open(System.out, "smtp", "../mx", 25, List.of())) {
                sent(trace, "NOOP");
            }
        }
        Path file = folder.resolve("smtp-__mx.txt");
        assertEquals(2, Files.readString(file).split("#1 NOOP").length - 1);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    private static TraceSettings settings(String name, String value, boolean debug) {
        Properties properties = new Properties();
        properties.put(name, value);
        return TraceSettings.from(new MailProperties("smtp", properties), debug);
    }

    private static void sent(Trace trace, Object command) {
        trace.sent("noop", command, 6);
        trace.flushed();
    }

    private interface Story {
        void tell(Trace trace);
    }

    private static String text(boolean colour, Story story) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        story.tell(new Trace(List.of(new TextSink(print, colour))));
        return out.toString(StandardCharsets.UTF_8);
    }
}
