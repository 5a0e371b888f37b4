package dev.parley.trace.face;

import dev.parley.trace.Shown;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The dialog as messages of the application's logging, one line each: those of the dialog at DEBUG, decisions and
 * explanations at INFO, failures and warnings at WARNING. Each begins with the dialog's name.
 */
final class LogSink implements TraceSink {
    private final Log log;
    private String name = "";

    LogSink(Log log) {
        this.log = log;
    }

    /** Where messages go. */
    interface Log {
        boolean takes(Level level);

        void write(Level level, String message);
    }

    static LogSink of(String logger) {
        System.Logger log = System.getLogger(logger);
        return new LogSink(new Log() {
            @Override
            public boolean takes(Level level) {
                return log.isLoggable(level);
            }

            @Override
            public void write(Level level, String message) {
                log.log(level, message);
            }
        });
    }

    /** Where java.util.logging has a logger at FINEST that people set to see a dialog. */
    static Optional<LogSink> asLoggingHasIt(String protocol) {
        try {
            return FinestLog.of(protocol).map(LogSink::new);
        } catch (NoClassDefFoundError e) {
            return Optional.empty(); // A JRE without java.logging.
        }
    }

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            name = e.dialog();
        }
        Level level = level(event);
        if (log.takes(level)) {
            String message = words(event).stream().map(Shown::text).collect(Collectors.joining(" / "));
            log.write(level, name + " " + message);
        }
    }

    private static Level level(TraceEvent event) {
        if (event instanceof TraceEvent.Failed || event instanceof TraceEvent.Warned) {
            return Level.WARNING;
        }
        return event instanceof TraceEvent.Decided || event instanceof TraceEvent.Explained ? Level.INFO : Level.DEBUG;
    }

    private static List<String> words(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            return List.of(e.protocol() + " to " + e.host() + ":" + e.port());
        } else if (event instanceof TraceEvent.Resolved e) {
            return List.of(e.host() + " is " + String.join(", ", e.addresses()));
        } else if (event instanceof TraceEvent.Connected e) {
            return List.of("connected to " + e.remote() + " from " + e.local());
        } else if (event instanceof TraceEvent.Secured e) {
            return List.of("TLS: " + e.tls().protocol() + " " + e.tls().cipher() + ", subject "
                    + e.tls().subject() + ", verify " + e.tls().verification());
        } else if (event instanceof TraceEvent.Offered e) {
            return List.of("the server offers " + String.join(", ", e.capabilities()));
        } else if (event instanceof TraceEvent.Decided e) {
            return List.of(e.topic() + ": " + e.choice() + ", because " + e.because() + in(e.property()));
        } else if (event instanceof TraceEvent.Warned e) {
            return List.of(e.topic() + ": " + e.text() + in(Optional.of(e.property())));
        } else if (event instanceof TraceEvent.Sent e) {
            return List.of("-> #" + e.id() + " " + e.line());
        } else if (event instanceof TraceEvent.Received e) {
            return marked("<- #" + e.id() + " ", e.lines(), " (" + e.waited().toMillis() + " ms)");
        } else if (event instanceof TraceEvent.Content e) {
            return marked("-> #" + e.id() + " ", e.head(), e.content().toString());
        } else if (event instanceof TraceEvent.Failed e) {
            return List.of(e.phase() + ": " + e.what());
        } else if (event instanceof TraceEvent.Explained e) {
            return List.of("? #" + e.id() + " " + e.meaning() + in(e.source())
                    + e.fix().map(fix -> "; fix: " + fix).orElse(""));
        }
        TraceEvent.Closed e = (TraceEvent.Closed) event;
        return List.of("closed: " + e.how());
    }

    private static List<String> marked(String mark, List<String> lines, String end) {
        List<String> marked = new ArrayList<>(lines);
        marked.add(end.strip());
        marked.set(0, mark + marked.get(0));
        return marked;
    }

    private static String in(Optional<String> where) {
        return where.map(text -> " (" + text + ")").orElse("");
    }
}
