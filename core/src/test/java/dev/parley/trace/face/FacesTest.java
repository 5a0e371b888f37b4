package dev.parley.trace.face;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.TraceSink;
import dev.parley.trace.face.jfr.JfrSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every face of dialogs whose every time is known, compared as a whole; {@code -Dparley.accept=true} writes them anew. */
class FacesTest {
    private static final Path FACES = Path.of("src/test/resources/faces");
    private static final int MANY = 10_000;
    private static final Set<String> OF_ANY_EVENT = Set.of("startTime", "duration", "eventThread", "stackTrace");

    /** @param extension of its golden files; {@code ansi} is text on a terminal, {@code cat} shows it */
    record Shown(String extension, Function<Consumer<TraceSink>, String> face) {}

    private static final List<Shown> ALL = List.of(
            new Shown("txt", story -> printed(story, out -> new TextSink(out, false))),
            new Shown("ansi", story -> printed(story, out -> new TextSink(out, true))),
            new Shown("compact", story -> printed(story, out -> new TextSink(out, TextSink.Style.COMPACT, false))),
            new Shown("jsonl", story -> printed(story, JsonLinesSink::new)),
            new Shown("html", FacesTest::page),
            new Shown("log", FacesTest::log),
            new Shown("jfr", FacesTest::recording));

    @TestFactory
    Stream<DynamicTest> refusedRecipient() {
        return golden("refused-recipient", Story::refusedRecipient);
    }

    @TestFactory
    Stream<DynamicTest> givenUp() {
        return golden("given-up", Story::givenUp);
    }

    @TestFactory
    Stream<DynamicTest> broken() {
        return golden("broken", Story::broken);
    }

    @TestFactory
    Stream<DynamicTest> hostile() {
        return golden("hostile", sink -> Story.hostile(sink, 110));
    }

    @TestFactory
    Stream<DynamicTest> nothingHostileReachesAnyFace() {
        return ALL.stream()
                .map(shown -> DynamicTest.dynamicTest(shown.extension(), () -> {
                    String text = shown.face().apply(sink -> Story.hostile(sink, MANY));
                    String colour = shown.extension().equals("ansi") ? "\u001b\\[[0-9;]*m" : "$";
                    assertEquals(List.of(), odd(text.replaceAll(colour, "")), "control and direction characters");
                    assertTrue(text.length() > 500, text);
                }));
    }

    @Test
    void whatARecordingSaysOfItsFields() {
        recording(Story::broken);
        String fields = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(FacesTest::ours)
                .map(FacesTest::described)
                .sorted()
                .collect(Collectors.joining());
        compare(FACES.resolve("events.jfr"), fields);
    }

    private static Stream<DynamicTest> golden(String name, Consumer<TraceSink> story) {
        return ALL.stream()
                .map(shown -> DynamicTest.dynamicTest(
                        shown.extension(),
                        () -> compare(
                                FACES.resolve(name + "." + shown.extension()),
                                shown.face().apply(story))));
    }

    private static void compare(Path file, String text) {
        try {
            if (Boolean.getBoolean("parley.accept")) {
                Files.writeString(file, text);
            }
            assertEquals(Files.readString(file), text, file::toString);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String printed(Consumer<TraceSink> story, Function<PrintStream, TraceSink> face) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        story.accept(face.apply(new PrintStream(out, false, UTF_8)));
        return out.toString(UTF_8);
    }

    private static String page(Consumer<TraceSink> story) {
        try {
            String style = Files.readString(Path.of("src/main/resources/dev/parley/trace/face/page.css"));
            String page = printed(story, out -> new HtmlSink(out, ZoneId.of("Europe/Berlin")));
            assertTrue(page.contains(style));
            return page.replace(style, "page.css\n").replace(Page.versions(), "VERSIONS");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String log(Consumer<TraceSink> story) {
        StringBuilder messages = new StringBuilder();
        story.accept(new LogSink(new LogSink.Log() {
            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void write(Level level, String message) {
                messages.append(level).append(' ').append(message).append('\n');
            }
        }));
        return messages.toString();
    }

    /** What a flight recording has, without the clock. */
    private static String recording(Consumer<TraceSink> story) {
        try (Recording recording = new Recording()) {
            for (String event : List.of("Dialog", "Exchange", "TlsHandshake", "MailSend")) {
                recording.enable("dev.parley." + event).withoutThreshold();
            }
            recording.start();
            story.accept(new JfrSink());
            recording.stop();
            Path file = Files.createTempFile("faces", ".jfr");
            try {
                recording.dump(file);
                return RecordingFile.readAllEvents(file).stream()
                        .filter(event -> ours(event.getEventType()))
                        .map(FacesTest::recorded)
                        .collect(Collectors.joining());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ours(EventType type) {
        return type.getName().startsWith("dev.parley.");
    }

    private static Stream<ValueDescriptor> fields(EventType type) {
        return type.getFields().stream().filter(field -> !OF_ANY_EVENT.contains(field.getName()));
    }

    private static String recorded(RecordedEvent event) {
        return fields(event.getEventType())
                .map(field -> field.getName() + "=" + value(event, field.getName()))
                .collect(Collectors.joining(" ", event.getEventType().getName() + " ", "\n"));
    }

    private static Object value(RecordedEvent event, String field) {
        return event.getValue(field);
    }

    private static String described(EventType type) {
        return fields(type)
                .map(field -> "  %s %s: %s%s%n"
                        .formatted(
                                field.getTypeName(),
                                field.getName(),
                                field.getLabel(),
                                field.getDescription() == null ? "" : " (" + field.getDescription() + ")"))
                .collect(Collectors.joining("", type.getName() + ": " + type.getLabel() + "\n", ""));
    }

    private static List<String> odd(String text) {
        return text.codePoints()
                .filter(c -> c < 0x20 && c != '\n'
                        || c >= 0x7f && c < 0xa0
                        || c == 0x2028
                        || Character.getType(c) == Character.FORMAT)
                .mapToObj(Integer::toHexString)
                .distinct()
                .toList();
    }
}
