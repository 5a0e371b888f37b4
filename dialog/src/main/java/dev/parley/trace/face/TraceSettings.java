package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.AddressMask;
import dev.parley.trace.Detail;
import dev.parley.trace.Discretion;
import dev.parley.trace.Explaining;
import dev.parley.trace.HeadSize;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceSink;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What of the trace is shown, and to whom. Each of these properties has {@code mail.trace} and so on as its default for
 * all protocols.
 *
 * @param faces {@code mail.<protocol>.trace} (list of text, json, html, log, jfr, or off; text with mail.debug,
 *     otherwise off): how the dialog is shown; {@code true} is text. text goes to the debug output of the Session, in colours on a terminal; json, a
 *     line an event, and html, a page for each dialog that is written when it is over, need {@code trace.file}; log goes
 *     to the {@code System.Logger} of {@code trace.logger}, jfr to the flight recorder of the JVM. Where it is not off,
 *     log is also on when the logger {@code org.eclipse.angus.mail.smtp} or
 *     {@code org.eclipse.angus.mail.smtp.protocol} of java.util.logging is at FINEST, and goes there; for sieve,
 *     {@code dev.parley.trace.sieve}
 * @param file {@code mail.<protocol>.trace.file} (path pattern; the debug output): what is shown goes there instead.
 *     {@code %p} stands for the protocol, {@code %h} for the host, {@code %s} for the dialog's name, {@code %t} for the
 *     time. Where there are several faces, each adds its extension
 * @param sink {@code mail.<protocol>.trace.sink} (a TraceSink object; none): takes the facts of the dialog
 * @param discretion {@code mail.<protocol>.trace.addresses} (show, domain, hash; show): what a trace has of mail
 *     addresses: all, {@code ***} before the domain, or 8 hex digits that are the same for the same local part; {@code
 *     mail.<protocol>.trace.body} (none, headers, full, or a number of octets; none): how much of a message or script is
 *     shown
 * @param detail {@code mail.<protocol>.trace.explain} (errors, all, off; errors): refusals and failures are explained,
 *     with what can be done about them, or remarkable good replies as well; {@code mail.<protocol>.trace.tls} (brief,
 *     full; brief): full adds the chain of certificates, the fingerprint, the key and ALPN
 * @param logger {@code mail.<protocol>.trace.logger} (name; dev.parley.trace.smtp, or the protocol's): the logger of log:
 *     the lines of the dialog are DEBUG, decisions, refusals and explanations INFO, failures and warnings WARNING
 * @param obeysLogging whether java.util.logging can switch log on
 * @param ring {@code mail.<protocol>.trace.ring} (number; 64): so many of the last events are kept for the exception
 *     that a failure becomes, whether a trace is on or not; 0: none
 * @param settings what the application has set, as it may be shown
 */
public record TraceSettings(
        Set<Face> faces,
        Optional<TraceFile> file,
        Optional<TraceSink> sink,
        Discretion discretion,
        Detail detail,
        Optional<String> logger,
        boolean obeysLogging,
        int ring,
        Map<String, String> settings) {
    private static final int RING = 64;

    /**
     * @param debug the Session's own switch, {@code mail.debug}
     * @throws IllegalArgumentException naming the property and its value, when it is not one of those above
     */
    public static TraceSettings from(MailProperties properties, boolean debug) {
        MailProperties general = properties.general();
        Set<Face> faces = faces(properties, debug);
        return new TraceSettings(
                faces,
                text(properties, "trace.file")
                        .map(pattern -> file(
                                pattern, faces.stream().filter(Face::isWritten).count() > 1, properties)),
                properties
                        .object("trace.sink", TraceSink.class)
                        .or(() -> general.object("trace.sink", TraceSink.class)),
                new Discretion(addresses(properties), general.flag("debug.auth.username", true), body(properties)),
                new Detail(explain(properties), wholeTls(properties)),
                text(properties, "trace.logger"),
                !faces.isEmpty() || word(properties, "trace").isEmpty(),
                Math.max(
                        0,
                        properties
                                .number("trace.ring")
                                .orElse(general.number("trace.ring").orElse(RING))),
                properties.shown());
    }

    /**
     * A trace for one dialog, which has begun: a connection to this host and port is wanted.
     *
     * @param debugOut where text goes when no file is named
     */
    public Trace open(PrintStream debugOut, String protocol, String host, int port) {
        String name = UUID.randomUUID().toString().substring(0, 4);
        TraceFile.Subject subject = new TraceFile.Subject(protocol, host, name);
        List<TraceSink> sinks = new ArrayList<>();
        try {
            faces.forEach(face -> sinks.add(sink(face, subject, debugOut)));
        } catch (RuntimeException e) {
            sinks.forEach(TraceSink::close);
            throw e;
        }
        if (obeysLogging && !faces.contains(Face.LOG)) {
            LogSink.asLoggingHasIt(protocol).ifPresent(sinks::add);
        }
        sink.ifPresent(sinks::add);
        Trace trace = new Trace(sinks, discretion, ring, detail);
        trace.opened(name, protocol, host, port, settings);
        return trace;
    }

    private TraceSink sink(Face face, TraceFile.Subject subject, PrintStream debugOut) {
        return switch (face) {
            case TEXT ->
                file.map(named -> new TextSink(named.append(face, subject), false, true))
                        .orElseGet(() ->
                                new TextSink(debugOut, Terminal.behind(debugOut).colour(), false));
            case JSON -> JsonFace.sink(file, subject);
            case HTML ->
                new HtmlSink(file.orElseThrow(() -> new IllegalArgumentException("html is a page of its own for each"
                                + " dialog: set mail." + subject.protocol() + ".trace.file"))
                        .alone(face, subject));
            case LOG -> LogSink.of(logger.orElse("dev.parley.trace." + subject.protocol()));
            case JFR -> recorder(subject.protocol());
        };
    }

    private static TraceSink recorder(String protocol) {
        try {
            return new JfrSink();
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "mail." + protocol + ".trace=jfr needs the module jdk.jfr, which this JVM runs without", e);
        }
    }

    private static Set<Face> faces(MailProperties properties, boolean debug) {
        Optional<String> list = word(properties, "trace");
        if (list.isEmpty()) {
            return debug ? EnumSet.of(Face.TEXT) : EnumSet.noneOf(Face.class);
        }
        Set<Face> faces = EnumSet.noneOf(Face.class);
        for (String word : list.get().split("[\\s,]+")) {
            switch (word) {
                case "off", "false", "" -> {}
                case "true" -> faces.add(Face.TEXT);
                default -> faces.add(face(properties, word));
            }
        }
        return faces;
    }

    private static Face face(MailProperties properties, String word) {
        return Arrays.stream(Face.values())
                .filter(face -> face.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> none(properties, "trace", word, "text, json, html, log, jfr, true, off, false"));
    }

    private static AddressMask addresses(MailProperties properties) {
        String word = word(properties, "trace.addresses").orElse("show");
        return Arrays.stream(AddressMask.values())
                .filter(mask -> mask.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> none(properties, "trace.addresses", word, "show, domain, hash"));
    }

    private static Explaining explain(MailProperties properties) {
        String word = word(properties, "trace.explain").orElse("errors");
        return switch (word) {
            case "off", "false" -> Explaining.OFF;
            case "errors", "true" -> Explaining.ERRORS;
            case "all" -> Explaining.ALL;
            default -> throw none(properties, "trace.explain", word, "errors, all, off");
        };
    }

    private static boolean wholeTls(MailProperties properties) {
        String word = word(properties, "trace.tls").orElse("brief");
        return switch (word) {
            case "brief" -> false;
            case "full" -> true;
            default -> throw none(properties, "trace.tls", word, "brief, full");
        };
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

    private static TraceFile file(String pattern, boolean several, MailProperties properties) {
        try {
            Path.of(pattern);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(properties.name("trace.file") + "=" + pattern + " is no path", e);
        }
        return new TraceFile(pattern, several);
    }
}
