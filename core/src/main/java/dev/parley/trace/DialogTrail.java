package dev.parley.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a connection, suppressed in the exception that reports its failure: the server's replies are
 * available although no trace was enabled. It contains no secret, as no event does.
 *
 * <p>{@code mail.<protocol>.trace.ring} is the number of events; {@code mail.<protocol>.trace.addresses} applies.
 */
public final class DialogTrail extends Throwable {
    private static final long serialVersionUID = 1L;
    private static final int MOST_LINES = 12;
    private static final int NONE = -1;

    /** The phases of commands that continue or end what was begun before. */
    private static final Set<String> CONTINUING =
            Set.of("rcpt", "data", "chunk", "end_of_data", "rset", "quit", "logout");

    private final transient @Nullable List<TraceEvent> events;

    /**
     * @param beginning older events that are printed, too
     * @param message of the exception: what it contains is not repeated
     */
    DialogTrail(List<TraceEvent> beginning, List<TraceEvent> events, String message) {
        super(shown(beginning, events, message), null, false, false);
        this.events = events;
    }

    /** The events, the oldest first; empty after serialization. */
    public List<TraceEvent> events() {
        return events == null ? List.of() : events;
    }

    /** The trail of an exception, of its causes, or of what is suppressed in them. */
    public static Optional<DialogTrail> of(Throwable failure) {
        Deque<Throwable> waiting = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        waiting.add(failure);
        while (!waiting.isEmpty()) {
            Throwable next = waiting.remove();
            if (next instanceof DialogTrail trail) {
                return Optional.of(trail);
            }
            if (seen.add(next)) {
                waiting.addAll(List.of(next.getSuppressed()));
                Optional.ofNullable(next.getCause()).ifPresent(waiting::add);
            }
        }
        return Optional.empty();
    }

    /**
     * As {@code printStackTrace} prints it: the {@value #MOST_LINES} most important lines of the dialog. The server, its
     * greeting, TLS, the login and the first rejection are always among them.
     */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }

    private static String shown(List<TraceEvent> beginning, List<TraceEvent> events, String message) {
        Printer printer = new Printer(message, firstRejection(events));
        for (TraceEvent event : beginning) {
            event.accept(printer);
        }
        if (!beginning.isEmpty()) {
            printer.lines.add(new Line("... earlier events omitted", Importance.ALWAYS));
        }
        for (TraceEvent event : events) {
            event.accept(printer);
        }
        StringBuilder text = new StringBuilder("the dialog:");
        List<Line> chosen = mostImportant(printer.lines);
        int shown = 0;
        for (int i = 0; i < chosen.size(); i++) {
            if (chosen.get(i) != null) {
                appendOmitted(text, printer.lines.subList(shown, i));
                text.append("\n\t\t").append(chosen.get(i).text);
                shown = i + 1;
            }
        }
        appendOmitted(text, printer.lines.subList(shown, chosen.size()));
        return text.toString();
    }

    /** Appends the number of the lines; a single one is no longer than that. */
    private static void appendOmitted(StringBuilder text, List<Line> lines) {
        if (lines.size() == 1) {
            text.append("\n\t\t").append(lines.get(0).text);
        } else if (lines.size() > 1) {
            text.append("\n\t\t... ").append(lines.size()).append(" lines omitted");
        }
    }

    /** The lines, with null for each that is omitted: of equal importance the last ones stay. */
    private static List<Line> mostImportant(List<Line> lines) {
        List<Line> chosen = new ArrayList<>(Collections.nCopies(lines.size(), null));
        int left = MOST_LINES;
        for (Importance importance : Importance.values()) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                Line line = lines.get(i);
                if (line.importance == importance && (left > 0 || importance == Importance.ALWAYS)) {
                    chosen.set(i, line);
                    left--;
                }
            }
        }
        return chosen;
    }

    /**
     * The number of the command that was rejected first in the last mail transaction, or of the last command of another
     * kind; the rejections after it may be its consequences. {@value #NONE}: none, or a later failure has its own reason.
     */
    private static int firstRejection(List<TraceEvent> events) {
        int first = NONE;
        for (TraceEvent event : events) {
            boolean begins = event instanceof TraceEvent.Sent sent && !CONTINUING.contains(sent.phase());
            boolean explainsFailure = event instanceof TraceEvent.Explained e && e.id() == 0 && first != 0;
            if (begins || explainsFailure) {
                first = NONE;
            } else if (first == NONE
                    && event instanceof TraceEvent.Received received
                    && received.answer().refused()) {
                first = received.id();
            }
        }
        return first;
    }

    private enum Importance {
        ALWAYS,
        HIGH,
        LOW
    }

    private record Line(String text, Importance importance) {}

    /** Collects the lines: those that telnet would show, and the decisions. */
    private static final class Printer implements TraceEvent.Visitor {
        private static final int MOST_REPLY_LINES = 3;

        /** The length of the code of a reply and the character after it. */
        private static final int CODE = 4;

        private final List<Line> lines = new ArrayList<>();
        private final String message;
        private final int rejected;

        Printer(String message, int rejected) {
            this.message = message;
            this.rejected = rejected;
        }

        private void add(Importance importance, String mark, String text) {
            lines.add(new Line(mark + " " + Escaped.text(text), importance));
        }

        @Override
        public void opened(TraceEvent.Opened event) {
            add(Importance.ALWAYS, "===", event.protocol() + " to " + event.host() + ":" + event.port());
        }

        @Override
        public void fact(TraceEvent.Fact event) {
            // Not printed: the exception names the host.
        }

        @Override
        public void secured(TraceEvent.Secured event) {
            add(
                    Importance.ALWAYS,
                    "===",
                    event.tls().protocol() + ", verify " + event.tls().verification());
        }

        @Override
        public void offered(TraceEvent.Offered event) {
            // The reply before it is printed.
        }

        @Override
        public void decided(TraceEvent.Decided event) {
            boolean login = event.topic() == Topic.AUTH;
            add(login ? Importance.ALWAYS : Importance.LOW, "===", event.topic() + ": " + event.choice());
        }

        @Override
        public void warned(TraceEvent.Warned event) {
            add(Importance.HIGH, "***", event.topic() + ": " + event.text());
        }

        @Override
        public void sent(TraceEvent.Sent event) {
            add(importance(event.id()), "->", event.line());
        }

        /** What a rejected command was is as important as its reply. */
        private Importance importance(int command) {
            return command == rejected ? Importance.ALWAYS : Importance.LOW;
        }

        @Override
        public void received(TraceEvent.Received event) {
            List<String> reply = event.lines();
            if (event.phase().equals("hello") && !event.answer().refused()) {
                add(Importance.HIGH, "<-", onOneLine(reply));
            } else if (event.phase().equals("greeting")) {
                add(Importance.ALWAYS, "<-", reply.isEmpty() ? "" : reply.get(0));
            } else {
                Importance importance = event.answer().refused() ? Importance.HIGH : Importance.LOW;
                importance = event.id() == rejected ? Importance.ALWAYS : importance;
                for (int i = 0; i < reply.size(); i++) {
                    add(i < MOST_REPLY_LINES ? importance : Importance.LOW, "<-", reply.get(i));
                }
            }
        }

        /** The capabilities after the code of an SMTP reply. */
        private static String onOneLine(List<String> reply) {
            StringBuilder text = new StringBuilder();
            for (String line : reply) {
                int code = line.matches("\\d{3}[- ].*") ? CODE : 0;
                text.append(text.length() == 0 ? line.substring(0, code).replace('-', ' ') : ", ");
                text.append(line.substring(code));
            }
            return text.toString();
        }

        @Override
        public void content(TraceEvent.Content event) {
            event.head().forEach(line -> add(Importance.LOW, "->", line));
            lines.add(new Line("-> " + event.content(), Importance.HIGH));
        }

        @Override
        public void failed(TraceEvent.Failed event) {
            if (!message.contains(event.what())) {
                add(Importance.HIGH, "***", event.phase() + ": " + event.what());
            }
        }

        /** Only that of the first rejection is printed, or else that of the failure. */
        @Override
        public void explained(TraceEvent.Explained event) {
            boolean applies = rejected == NONE ? event.id() == 0 : event.id() == rejected;
            if (applies && !message.contains(event.meaning())) {
                String source = event.source().map(where -> " (" + where + ")").orElse("");
                add(Importance.ALWAYS, "?", event.meaning() + source);
                event.fix().ifPresent(fix -> add(Importance.ALWAYS, "?", "fix: " + fix));
            }
        }

        @Override
        public void closed(TraceEvent.Closed event) {
            // The trail of a failure ends before.
        }
    }
}
