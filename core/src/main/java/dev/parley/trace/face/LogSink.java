package dev.parley.trace.face;

import dev.parley.trace.Escaped;
import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes events to the application's logging, one line each: commands and replies at DEBUG, decisions, rejections and
 * explanations at INFO, failures and warnings at WARNING. Each line begins with the name of the connection; the marks are
 * those of {@link TextSink}.
 */
final class LogSink implements TraceSink, TraceEvent.Visitor {
    /** The maximum for one reply. */
    private static final int MAX_LINES = 50;

    private final Log log;
    private String name = "";

    LogSink(Log log) {
        this.log = log;
    }

    /** The target of the messages. */
    interface Log {
        boolean isLoggable(Level level);

        void write(Level level, String message);
    }

    static LogSink of(String logger) {
        System.Logger log = System.getLogger(logger);
        return new LogSink(new Log() {
            @Override
            public boolean isLoggable(Level level) {
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
        event.accept(this);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        name = event.dialog();
        write(Level.DEBUG, Escaped.line(event.protocol() + " to " + event.host() + ":" + event.port()));
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        write(Level.DEBUG, Escaped.line(event.sentence()));
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        TlsReport tls = event.tls();
        String session = "TLS: " + tls.protocol() + " " + tls.cipher();
        write(Level.DEBUG, Escaped.line(session + ", subject " + tls.subject() + ", verify " + tls.verification()));
    }

    @Override
    public void offered(TraceEvent.Offered event) {
        write(Level.DEBUG, Escaped.line("the server announces " + String.join(", ", event.capabilities())));
    }

    @Override
    public void decided(TraceEvent.Decided event) {
        String reason = ", because " + event.because() + inParentheses(event.property());
        write(Level.INFO, Escaped.line(event.topic() + ": " + event.choice() + reason));
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        write(
                Level.WARNING,
                Escaped.line(event.topic() + ": " + event.text() + inParentheses(Optional.of(event.property()))));
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        write(Level.DEBUG, client(event.secured(), event.id()) + Escaped.line(event.line()));
    }

    @Override
    public void received(TraceEvent.Received event) {
        boolean refused = event.answer().refused();
        Level level = refused ? Level.INFO : Level.DEBUG;
        if (log.isLoggable(level)) {
            String mark = (event.secured() ? "<~" : "<-") + (refused ? "*" : "");
            String wait = " (" + Span.withUnit(event.waited()) + ")";
            write(level, mark + " #" + event.id() + " " + joined(event.lines()) + wait);
        }
    }

    @Override
    public void content(TraceEvent.Content event) {
        if (log.isLoggable(Level.DEBUG)) {
            String head = event.head().isEmpty() ? "" : joined(event.head()) + " / ";
            write(
                    Level.DEBUG,
                    client(event.secured(), event.id())
                            + head
                            + Escaped.line(event.content().toString()));
        }
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        String subject =
                event.tls().map(tls -> "; certificate " + tls.subject()).orElse("");
        write(Level.WARNING, Escaped.line(event.phase() + ": " + event.what() + subject));
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        String fix = event.fix().map(text -> "; fix: " + text).orElse("");
        write(
                Level.INFO,
                "? #" + event.id() + " " + Escaped.line(event.meaning() + inParentheses(event.source()) + fix));
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        write(Level.DEBUG, Escaped.line("closed: " + event.how()));
    }

    private void write(Level level, String message) {
        if (log.isLoggable(level)) {
            log.write(level, name + " " + message);
        }
    }

    private static String client(boolean secured, int id) {
        return (secured ? "~>" : "->") + " #" + id + " ";
    }

    private static String joined(List<String> lines) {
        if (lines.size() <= MAX_LINES) {
            return lines.stream().map(Escaped::line).collect(Collectors.joining(" / "));
        }
        String omitted = " / [" + (lines.size() - MAX_LINES) + " more lines] / ";
        return joined(lines.subList(0, MAX_LINES - 1)) + omitted + Escaped.line(lines.get(lines.size() - 1));
    }

    private static String inParentheses(Optional<String> where) {
        return where.map(text -> " (" + text + ")").orElse("");
    }
}
