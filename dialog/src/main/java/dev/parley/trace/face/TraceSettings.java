package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which faces of the trace are on.
 *
 * @param text {@code mail.<protocol>.trace} (text, true, off, false; on with mail.debug): the dialog as text, to the
 *     debug output of the Session
 * @param file {@code mail.<protocol>.trace.file} (path; the debug output): the text is appended to this file instead
 * @param sink {@code mail.<protocol>.trace.sink} (a TraceSink object; none): takes the facts of the dialog
 */
public record TraceSettings(boolean text, Optional<Path> file, Optional<TraceSink> sink) {

    /**
     * @param debug the Session's own switch, {@code mail.debug}
     * @throws IllegalArgumentException naming the property and its value, when it is not one of those above
     */
    public static TraceSettings from(MailProperties properties, boolean debug) {
        return new TraceSettings(
                isOn(properties, debug),
                properties.text("trace.file").map(name -> path(name, properties)),
                properties.object("trace.sink", TraceSink.class));
    }

    /**
     * A trace for one dialog.
     *
     * @param debugOut where text goes when no file is named
     */
    public Trace open(PrintStream debugOut) {
        List<TraceSink> sinks = new ArrayList<>();
        if (text) {
            sinks.add(file.map(path -> new TextSink(append(path), false, true))
                    .orElseGet(() -> new TextSink(debugOut, false, false)));
        }
        sink.ifPresent(sinks::add);
        return new Trace(sinks);
    }

    private static boolean isOn(MailProperties properties, boolean debug) {
        Optional<String> word = properties
                .choice("trace")
                .map(String::valueOf)
                .or(() -> properties.text("trace"))
                .map(value -> value.toLowerCase(Locale.ROOT));
        if (word.isEmpty()) {
            return debug;
        }
        return switch (word.get()) {
            case "text", "true" -> true;
            case "off", "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        properties.name("trace") + "=" + word.get() + " is none of text, true, off, false");
        };
    }

    private static Path path(String name, MailProperties properties) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(properties.name("trace.file") + "=" + name + " is no path", e);
        }
    }

    private static PrintStream append(Path file) {
        try {
            return new PrintStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    false,
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the trace cannot be written to " + file + ": " + e, e);
        }
    }
}
