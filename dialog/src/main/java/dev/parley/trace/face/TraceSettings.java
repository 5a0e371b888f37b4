package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.AddressMask;
import dev.parley.trace.Discretion;
import dev.parley.trace.HeadSize;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of the trace is shown, and to whom. Each of these properties has {@code mail.trace} and so on as its default for
 * all protocols.
 *
 * @param text {@code mail.<protocol>.trace} (text, true, off, false; on with mail.debug): the dialog as text, to the
 *     debug output of the Session
 * @param file {@code mail.<protocol>.trace.file} (path; the debug output): the text is appended to this file instead
 * @param sink {@code mail.<protocol>.trace.sink} (a TraceSink object; none): takes the facts of the dialog
 * @param discretion {@code mail.<protocol>.trace.addresses} (show, domain, hash; show): what a trace has of mail
 *     addresses: all, {@code ***} before the domain, or 8 hex digits that are the same for the same local part; {@code
 *     mail.<protocol>.trace.body} (none, headers, full, or a number of octets; none): how much of a message or script is
 *     shown
 * @param ring {@code mail.<protocol>.trace.ring} (number; 64): so many of the last events are kept for the exception
 *     that a failure becomes, whether a trace is on or not; 0: none
 * @param settings what the application has set, as it may be shown
 */
public record TraceSettings(
        boolean text,
        Optional<Path> file,
        Optional<TraceSink> sink,
        Discretion discretion,
        int ring,
        Map<String, String> settings) {
    private static final int RING = 64;

    /**
     * @param debug the Session's own switch, {@code mail.debug}
     * @throws IllegalArgumentException naming the property and its value, when it is not one of those above
     */
    public static TraceSettings from(MailProperties properties, boolean debug) {
        MailProperties general = properties.general();
        return new TraceSettings(
                isOn(properties, debug),
                text(properties, "trace.file").map(name -> path(name, properties)),
                properties
                        .object("trace.sink", TraceSink.class)
                        .or(() -> general.object("trace.sink", TraceSink.class)),
                new Discretion(addresses(properties), general.flag("debug.auth.username", true), body(properties)),
                Math.max(
                        0,
                        properties
                                .number("trace.ring")
                                .orElse(general.number("trace.ring").orElse(RING))),
                properties.shown());
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
        return new Trace(sinks, discretion, ring);
    }

    private static boolean isOn(MailProperties properties, boolean debug) {
        Optional<String> word = word(properties, "trace");
        if (word.isEmpty()) {
            return debug;
        }
        return switch (word.get()) {
            case "text", "true" -> true;
            case "off", "false" -> false;
            default -> throw none(properties, "trace", word.get(), "text, true, off, false");
        };
    }

    private static AddressMask addresses(MailProperties properties) {
        String word = word(properties, "trace.addresses").orElse("show");
        return Arrays.stream(AddressMask.values())
                .filter(mask -> mask.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> none(properties, "trace.addresses", word, "show, domain, hash"));
    }

    private static HeadSize body(MailProperties properties) {
        String word = word(properties, "trace.body").orElse("none");
        return switch (word) {
            case "none" -> HeadSize.NONE;
            case "headers" -> HeadSize.HEADERS;
            case "full" -> HeadSize.FULL;
            default -> {
                if (!word.matches("\\d{1,9}")) {
                    throw none(properties, "trace.body", word, "none, headers, full, or a number of octets");
                }
                yield new HeadSize(Integer.parseInt(word), false);
            }
        };
    }

    private static IllegalArgumentException none(MailProperties properties, String suffix, String word, String words) {
        return new IllegalArgumentException(properties.name(suffix) + "=" + word + " is none of " + words);
    }

    private static Optional<String> word(MailProperties properties, String suffix) {
        return properties
                .choice(suffix)
                .map(String::valueOf)
                .or(() -> text(properties, suffix))
                .map(value -> value.strip().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> text(MailProperties properties, String suffix) {
        return properties.text(suffix).or(() -> properties.general().text(suffix));
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
