package dev.parley.trace.face;

import dev.parley.trace.Shown;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The dialog as messages of the application's logging, one line each: those of the dialog at DEBUG, decisions, refusals
 * and explanations at INFO, failures and warnings at WARNING. Each begins with the dialog's name; the marks are those of
 * {@link TextSink}.
 */
final class LogSink implements TraceSink {
    /** Of one reply: a message that has pages is none. */
    private static final int LINES = 50;

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

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            name = e.dialog();
        }
        Level level = level(event);
        if (log.takes(level)) {
            log.write(level, name + " " + message(event));
        }
    }

    private static Level level(TraceEvent event) {
        if (event instanceof TraceEvent.Failed || event instanceof TraceEvent.Warned) {
            return Level.WARNING;
        }
        boolean telling = event instanceof TraceEvent.Decided
                || event instanceof TraceEvent.Explained
                || event instanceof TraceEvent.Received reply && reply.answer().refused();
        return telling ? Level.INFO : Level.DEBUG;
    }

    private static String message(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            return Shown.line(e.protocol() + " to " + e.host() + ":" + e.port());
        } else if (event instanceof TraceEvent.Resolved e) {
            return Shown.line(e.host() + " is " + String.join(", ", e.addresses()));
        } else if (event instanceof TraceEvent.Connected e) {
            return Shown.line("connected to " + e.remote() + " from " + e.local());
        } else if (event instanceof TraceEvent.Secured e) {
            return Shown.line("TLS: " + e.tls().protocol() + " " + e.tls().cipher() + ", subject "
                    + e.tls().subject() + ", verify " + e.tls().verification());
        } else if (event instanceof TraceEvent.Offered e) {
            return Shown.line("the server offers " + String.join(", ", e.capabilities()));
        } else if (event instanceof TraceEvent.Decided e) {
            return Shown.line(e.topic() + ": " + e.choice() + ", because " + e.because() + in(e.property()));
        } else if (event instanceof TraceEvent.Warned e) {
            return Shown.line(e.topic() + ": " + e.text() + in(Optional.of(e.property())));
        } else if (event instanceof TraceEvent.Sent e) {
            return client(e.secured(), e.id()) + Shown.line(e.line());
        } else if (event instanceof TraceEvent.Received e) {
            String mark = (e.secured() ? "<~" : "<-") + (e.answer().refused() ? "*" : "");
            return mark + " #" + e.id() + " " + joined(e.lines()) + " (" + Span.words(e.waited()) + ")";
        } else if (event instanceof TraceEvent.Content e) {
            String head = e.head().isEmpty() ? "" : joined(e.head()) + " / ";
            return client(e.secured(), e.id()) + head + Shown.line(e.content().toString());
        } else if (event instanceof TraceEvent.Failed e) {
            return Shown.line(e.phase() + ": " + e.what());
        } else if (event instanceof TraceEvent.Explained e) {
            return "? #" + e.id() + " "
                    + Shown.line(e.meaning()
                            + in(e.source())
                            + e.fix().map(fix -> "; fix: " + fix).orElse(""));
        }
        TraceEvent.Closed e = (TraceEvent.Closed) event;
        return Shown.line("closed: " + e.how());
    }

    private static String client(boolean secured, int id) {
        return (secured ? "~>" : "->") + " #" + id + " ";
    }

    private static String joined(List<String> lines) {
        if (lines.size() <= LINES) {
            return lines.stream().map(Shown::line).collect(Collectors.joining(" / "));
        }
        String omitted = " / [" + (lines.size() - LINES) + " more lines] / ";
        return joined(lines.subList(0, LINES - 1)) + omitted + Shown.line(lines.get(lines.size() - 1));
    }

    private static String in(Optional<String> where) {
        return where.map(text -> " (" + text + ")").orElse("");
    }
}
