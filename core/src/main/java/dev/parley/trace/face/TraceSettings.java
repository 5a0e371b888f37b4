package dev.parley.trace.face;

import dev.parley.observation.call.GuardedObserver;
import dev.parley.settings.ApplicationFailure;
import dev.parley.settings.MailProperties;
import dev.parley.settings.PropertyWarnings;
import dev.parley.trace.Detail;
import dev.parley.trace.PrivacySettings;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceSink;
import dev.parley.trace.face.jfr.JfrSink;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The settings of the trace. Each of these properties has a property without the protocol ({@code mail.trace} and so on) as
 * its default.
 *
 * @param faces {@code mail.<protocol>.trace} (list of text, json, html, log, jfr, or off; text with mail.debug,
 *     otherwise off): the outputs of the trace; {@code true} is text. Text is written to the debug output of the
 *     Session, with colours on a terminal. Json (one line for each event) and html (one page for each dialog) require
 *     {@code trace.file}. Log writes to the {@code System.Logger} of {@code trace.logger}, jfr to the flight recorder
 *     of the JVM. Unless the value is off, log is also on if the logger {@code org.eclipse.angus.mail.smtp} or
 *     {@code org.eclipse.angus.mail.smtp.protocol} of java.util.logging (for sieve: {@code dev.parley.trace.sieve}) is
 *     at FINEST. It then writes to that logger
 * @param file {@code mail.<protocol>.trace.file} (path; the debug output): the file that replaces the debug output.
 *     {@code %p} is the protocol, {@code %h} the host, {@code %s} the identifier of the dialog, {@code %t} its start
 *     time. With several outputs, each file has its own extension
 * @param compactText {@code mail.<protocol>.trace.style} (full, compact; full): the style of the output text. Compact has
 *     one line for a command and its reply
 * @param sinks {@code mail.<protocol>.trace.sink} (a TraceSink, a Supplier of them, or a class name; none): receives
 *     the events of the dialog. An object receives the events of all dialogs and is never closed. A Supplier or a class
 *     creates a sink for each dialog, which is closed with the dialog
 * @param observer {@code mail.<protocol>.observer} (OperationObserver object; none): notified of the beginning and the end of
 *     connects, logins, sends, and commands about Sieve scripts, for metrics and spans
 * @param privacy {@code mail.<protocol>.trace.addresses} (show, domain, hash; show): how mail addresses are shown:
 *     completely, with {@code ***} as local part, or with 8 hex digits that are equal for equal local parts;
 *     {@code mail.<protocol>.trace.body} (none, headers, full, or a number of octets; none): how much of a message or
 *     script is shown; {@code mail.debug.auth.username} (true, false; true): false replaces user names in the trace
 * @param detail {@code mail.<protocol>.trace.explain} (errors, all, off; errors): explanations
 *     follow rejections and failures (errors), and some positive replies as well (all); {@code mail.<protocol>.trace.tls} (brief,
 *     full; brief): full adds the certificate chain, the fingerprint, the key and ALPN
 * @param logger {@code mail.<protocol>.trace.logger} (name; {@code dev.parley.trace.<protocol>}): the logger of the
 *     output log: the lines of the dialog are DEBUG, decisions, rejections and explanations INFO, failures and warnings
 *     WARNING
 * @param obeysLogging whether java.util.logging can switch log on
 * @param ring {@code mail.<protocol>.trace.ring} (number; 64): the number of events kept for an exception, whether
 *     a trace is on or not; 0: none
 * @param settings the properties of the application, redacted
 * @param properties the properties of the application
 * @param invalid a text for each invalid setting, which is ignored
 */
public record TraceSettings(
        Set<Face> faces,
        TraceFile file,
        boolean compactText,
        CustomSinks sinks,
        GuardedObserver observer,
        PrivacySettings privacy,
        Detail detail,
        String logger,
        boolean obeysLogging,
        int ring,
        Map<String, String> settings,
        MailProperties properties,
        List<String> invalid) {
    /** Hexadecimal digits in the identifier of a dialog; two dialogs in one file must not have the same. */
    private static final int NAME_LENGTH = 8;

    /**
     * Invalid settings are ignored, and reported when a trace is opened.
     *
     * @param debug the Session's own switch, {@code mail.debug} (true, false; false): switches the text trace on if
     *     {@code trace} is not set. {@code mail.debug.auth}, {@code mail.debug.auth.password} and
     *     {@code mail.debug.quote} have no effect
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
                trace.compactText(),
                trace.sinks(),
                trace.observer(),
                privacy,
                trace.detail(),
                trace.logger(),
                !faces.isEmpty() || !trace.isSwitched(),
                trace.ring(),
                properties.shown(privacy.userMark()),
                properties,
                invalid);
    }

    /** Hexadecimal digits. A UUID would load the security providers, which takes half the time of a first connect. */
    private static String newName() {
        String digits = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        return digits.substring(digits.length() - NAME_LENGTH);
    }

    /**
     * A trace for one dialog, before the connection to this host and port.
     *
     * @param debugOut the output of text without a file
     * @param users who may log in, to be hidden where users are hidden, also in the settings
     */
    public Trace open(PrintStream debugOut, String protocol, String host, int port, List<String> users) {
        String name = newName();
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
        for (String user : users) {
            trace.hideUser(user);
        }
        trace.opened(name, protocol, host, port, settings);
        if (observer != null) {
            trace.observe(observer.of(protocol, host, port));
        }
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
            case TEXT -> text(subject, debugOut);
            case JSON -> json(named(face, subject), subject);
            case HTML -> HtmlSink.inFile(named(face, subject), subject);
            case LOG -> LogSink.of(logger == null ? "dev.parley.trace." + subject.protocol() : logger);
            case JFR -> recorder(subject.protocol());
        };
    }

    private TraceSink text(TraceFile.Subject subject, PrintStream debugOut) {
        TextSink.Style style = compactText ? TextSink.Style.COMPACT : TextSink.Style.FULL;
        return file == null
                ? new TextSink(debugOut, style, Terminal.of(debugOut).colour())
                : TextSink.inFile(file.append(Face.TEXT, subject), style, file.mayBeShared());
    }

    private TraceFile named(Face face, TraceFile.Subject subject) {
        String property = "mail." + subject.protocol() + ".trace";
        String word = face.name().toLowerCase(Locale.ROOT);
        if (file == null) {
            throw new IllegalArgumentException(property + "=" + word + " requires a file: set " + property + ".file");
        }
        return file;
    }

    private static TraceSink json(TraceFile file, TraceFile.Subject subject) {
        try {
            Class.forName("com.fasterxml.jackson.core.JsonFactory", false, TraceSettings.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "mail." + subject.protocol() + ".trace=json requires a library that is not on the class path: add "
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
                    "mail." + protocol
                            + ".trace=jfr requires the module jdk.jfr, which this JVM does not have: add it, or remove jfr",
                    e);
        }
    }
}
