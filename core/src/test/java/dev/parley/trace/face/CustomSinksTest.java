package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Credentials;
import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CustomSinksTest {
    /** Counts what it is told. */
    public static final class Counting implements TraceSink {
        private static final List<Counting> ALL = new ArrayList<>();

        private int events;
        private int closed;

        public Counting() {
            ALL.add(this);
        }

        @Override
        public void accept(TraceEvent event) {
            events++;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Nobody can make one. */
    public static final class Closed implements TraceSink {
        private Closed() {}

        @Override
        public void accept(TraceEvent event) {}
    }

    @Test
    void anObjectHearsOfAllDialogsAndIsNeverClosed() {
        Counting sink = new Counting();
        talk(sink);
        talk(sink);
        assertEquals(4, sink.events);
        assertEquals(0, sink.closed);
    }

    @Test
    void aSupplierGivesEachDialogItsOwn() {
        List<Counting> given = new ArrayList<>();
        Supplier<TraceSink> sinks = () -> {
            given.add(new Counting());
            return given.get(given.size() - 1);
        };
        talk(sinks);
        talk(sinks);
        assertEquals(List.of(2, 2), given.stream().map(each -> each.events).toList());
        assertEquals(List.of(1, 1), given.stream().map(each -> each.closed).toList());
    }

    @Test
    void soDoesAClassByItsName() {
        Counting.ALL.clear();
        talk(Counting.class.getName());
        talk(Counting.class.getName());
        assertEquals(
                List.of(1, 1), Counting.ALL.stream().map(each -> each.closed).toList());
    }

    @Test
    void whatGivesNone() {
        assertEquals(
                "mail.smtp.trace.sink must hold a TraceSink, a Supplier of them, or the name of a class, not a"
                        + " java.lang.Integer",
                error(7));
        assertEquals(
                "mail.smtp.trace.sink returned a java.lang.String, which is not a dev.parley.trace.TraceSink",
                error((Supplier<?>) () -> "x"));
        assertEquals(
                "mail.smtp.trace.sink returned null, which is not a dev.parley.trace.TraceSink",
                error((Supplier<?>) () -> null));
        assertTrue(error(Closed.class.getName())
                .startsWith("mail.smtp.trace.sink=" + Closed.class.getName()
                        + " must be a public class with a public constructor without arguments: "));
    }

    @Test
    void theOthersHearThatOneIsDropped() {
        List<TraceEvent> heard = new ArrayList<>();
        TraceSink full = new JsonLinesSink(new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
        TraceSink broken = event -> {
            throw new NoClassDefFoundError("org/slf4j/Logger");
        };
        Trace trace = new Trace(List.of(full, broken, heard::add));
        trace.opened("abcd", "smtp", "mx", 25, Map.of());
        trace.decided(Topic.AUTH, "PLAIN", "so");
        assertInstanceOf(TraceEvent.Opened.class, heard.get(0));
        TraceEvent.Warned first = assertInstanceOf(TraceEvent.Warned.class, heard.get(1));
        assertEquals(
                "JsonLinesSink receives no further events for this connection, it threw java.io.UncheckedIOException:"
                        + " java.io.IOException: the output does not accept data: the disk is full, or the pipe is closed",
                first.text());
        assertEquals("mail.smtp.trace", first.property());
        assertInstanceOf(TraceEvent.Warned.class, heard.get(2));
        assertEquals(4, heard.size());
    }

    @Test
    void usersAreHiddenInTheSettings() {
        List<TraceEvent> events = new ArrayList<>();
        Properties properties = new Properties();
        properties.put("mail.debug.auth.username", "false");
        properties.put("mail.smtp.from", "joe@x.test");
        properties.put("mail.smtp.trace.sink", (TraceSink) events::add);
        TraceSettings.from(new MailProperties("smtp", properties), false)
                .open(System.out, "smtp", "mx", 25, new Credentials("joe", "secret").names());
        assertEquals(
                "[user hidden]@x.test",
                ((TraceEvent.Opened) events.get(0)).settings().get("mail.smtp.from"));
    }

    private static String error(Object given) {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace.sink", given);
        return Warned.of(properties);
    }

    private static void talk(Object given) {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace.sink", given);
        TraceSettings.from(new MailProperties("smtp", properties), false)
                .open(System.out, "smtp", "mx", 25, List.of())
                .closed("QUIT");
    }
}
