package dev.parley.trace.face;

import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.MailProperties;
import dev.parley.settings.PropertyWarnings;
import dev.parley.trace.Detail;
import dev.parley.trace.PrivacySettings;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceSink;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 *     time it began. Where there are several faces, each has its own extension
 * @param sinks {@code mail.<protocol>.trace.sink} (a TraceSink, a Supplier of them, or a class name; none): takes the
 *     facts of the dialog. One object takes those of all dialogs and is never closed; a Supplier or a class gives each
 *     dialog a sink of its own, which is closed with it
 * @param privacy {@code mail.<protocol>.trace.addresses} (show, domain, hash; show): what a trace has of mail
 *     addresses: all, {@code ***} before the domain, or 8 hex digits that are the same for the same local part; {@code
 *     mail.<protocol>.trace.body} (none, headers, full, or a number of octets; none): how much of a message or script is
 *     shown; {@code mail.debug.auth.username} (true, false; true): false hides the names of users
 * @param detail {@code mail.<protocol>.trace.explain} (errors, all, off; errors): refusals and failures are explained,
 *     with what can be done about them, or remarkable good replies as well; {@code mail.<protocol>.trace.tls} (brief,
 *     full; brief): full adds the chain of certificates, the fingerprint, the key and ALPN
 * @param logger {@code mail.<protocol>.trace.logger} (name; dev.parley.trace.smtp, or the protocol's): the logger of log:
 *     the lines of the dialog are DEBUG, decisions, refusals and explanations INFO, failures and warnings WARNING
 * @param obeysLogging whether java.util.logging can switch log on
 * @param ring {@code mail.<protocol>.trace.ring} (number; 64): so many of the last events are kept for the exception
 *     that a failure becomes, whether a trace is on or not; 0: none
 * @param settings what the application has set, as it may be shown
 * @param properties where it has set that
 * @param invalid what of these settings cannot be used: mail goes on without it
 */
public record TraceSettings(
        Set<Face> faces,
        TraceFile file,
        CustomSinks sinks,
        PrivacySettings privacy,
        Detail detail,
        String logger,
        boolean obeysLogging,
        int ring,
        Map<String, String> settings,
        MailProperties properties,
        List<String> invalid) {
    /** Of a dialog's name, in hex digits: two in one file must not have the same. */
    private static final int NAME = 8;

    /**
     * What cannot be used is left out, and reported when a trace is opened.
     *
     * @param debug the Session's own switch, {@code mail.debug} (true, false; false): the dialog is shown as text where
     *     {@code trace} is not set. {@code mail.debug.auth}, {@code mail.debug.auth.password} and {@code mail.debug.quote}
     *     have no effect
     */
    public static TraceSettings from(MailProperties properties, boolean debug) {
        List<String> invalid = new ArrayList<>();
        TraceProperties trace = new TraceProperties(properties, invalid);
        Set<Face> faces = trace.faces(debug);
        TraceFile file = trace.file(faces);
        PrivacySettings privacy = trace.privacy();
        return new TraceSettings(
                faces,
                file,
                trace.sinks(),
                privacy,
                trace.detail(),
                trace.logger(),
                !faces.isEmpty() || !trace.isSwitched(),
                trace.ring(),
                properties.redacted(privacy.userMark()),
                properties,
                invalid);
    }

    /**
     * A trace for one dialog, which has begun: a connection to this host and port is wanted.
     *
     * @param debugOut where text goes when no file is named
     */
    public Trace open(PrintStream debugOut, String protocol, String host, int port) {
        String name = UUID.randomUUID().toString().substring(0, NAME);
        List<TraceSink> opened = new ArrayList<>();
        for (String text : invalid) {
            report(text, text, debugOut);
        }
        if (!faces.isEmpty()) {
            openFaces(new TraceFile.Subject(protocol, host, name, Instant.now()), debugOut, opened);
        }
        if (sinks != null) {
            openCustom(protocol, debugOut, opened);
        }
        if (obeysLogging && !faces.contains(Face.LOG)) {
            openFinestLog(protocol, opened);
        }
        Trace trace = new Trace(opened, privacy, ring, detail);
        trace.opened(name, protocol, host, port, settings);
        trace.warnOf(new PropertyWarnings(protocol, properties));
        return trace;
    }

    private void openFaces(TraceFile.Subject subject, PrintStream debugOut, List<TraceSink> opened) {
        for (Face face : faces) {
            try {
                opened.add(sink(face, subject, debugOut));
            } catch (RuntimeException | LinkageError e) {
                report("trace " + face, String.valueOf(e.getMessage()), debugOut);
            }
        }
    }

    private void openCustom(String protocol, PrintStream debugOut, List<TraceSink> opened) {
        try {
            opened.add(sinks.open());
        } catch (IllegalArgumentException e) {
            report("trace.sink", String.valueOf(e.getMessage()), debugOut);
        } catch (VirtualMachineError e) {
            opened.forEach(TraceSink::close);
            throw e;
        } catch (Throwable e) { // The application's Supplier may throw anything.
            String why = ApplicationFailure.describe(e);
            report("trace.sink", "mail." + protocol + ".trace.sink cannot be used: " + why, debugOut);
        }
    }

    private static void openFinestLog(String protocol, List<TraceSink> opened) {
        try {
            FinestLog log = FinestLog.of(protocol);
            if (log != null) {
                opened.add(new LogSink(log));
            }
        } catch (NoClassDefFoundError e) {
            // The JVM runs without the module java.logging.
        }
    }

    private void report(String key, String text, PrintStream debugOut) {
        InvalidTraceSettings.report(properties.source(), key, text, debugOut);
    }

    private TraceSink sink(Face face, TraceFile.Subject subject, PrintStream debugOut) {
        return switch (face) {
            case TEXT ->
                file == null
                        ? new TextSink(debugOut, Terminal.behind(debugOut).colour(), false)
                        : TextSink.inFile(file.append(face, subject), file.mayBeShared());
            case JSON -> json(named(face, subject), subject);
            case HTML -> HtmlSink.inFile(named(face, subject), subject);
            case LOG -> LogSink.of(logger == null ? "dev.parley.trace." + subject.protocol() : logger);
            case JFR -> recorder(subject.protocol());
        };
    }

    private TraceFile named(Face face, TraceFile.Subject subject) {
        String property = "mail." + subject.protocol() + ".trace";
        String word = face.name().toLowerCase(Locale.ROOT);
        if (file == null) {
            throw new IllegalArgumentException(property + "=" + word + " wants a file: set " + property + ".file");
        }
        return file;
    }

    private static TraceSink json(TraceFile file, TraceFile.Subject subject) {
        try {
            Class.forName("com.fasterxml.jackson.core.JsonFactory", false, TraceSettings.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "mail." + subject.protocol() + ".trace=json wants a library that is missing: add the dependency "
                            + "com.fasterxml.jackson.core:jackson-core (2.19 or newer)",
                    e);
        }
        return new JsonLinesSink(file.append(Face.JSON, subject));
    }

    private static TraceSink recorder(String protocol) {
        try {
            return new JfrSink();
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "mail." + protocol + ".trace=jfr needs the module jdk.jfr, which this JVM runs without", e);
        }
    }
}
