package dev.parley.trace.face;

import dev.parley.trace.Escaped;
import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.outcome.DialogOutcome;
import dev.parley.wire.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The compact style of the text trace: one line for a command and its reply, in the order of the replies. The columns are:
 * seconds since the connection was requested, milliseconds waited, a mark, the text.
 */
final class CompactLines implements TraceEvent.Visitor {
    private static final String NO_WAIT = " ".repeat(12);
    private static final int CODE = 4;

    private final DialogOutcome outcome = new DialogOutcome();

    /** Commands and content without a reply, by their numbers. */
    private final Map<Integer, Unanswered> unanswered = new TreeMap<>();

    private final List<Line> lines = new ArrayList<>();
    private String time = "";

    /**
     * A line.
     *
     * @param indent where its text begins after the columns
     */
    record Line(LineColour colour, String text, int indent) {}

    private record Unanswered(boolean secured, String line) {}

    /** The lines of an event; none for a command, which is shown with its reply. */
    List<Line> add(TraceEvent event) {
        lines.clear();
        time = seconds(event.nanos());
        outcome.add(event).forEach(this::alarm);
        event.accept(this);
        return List.copyOf(lines);
    }

    @Override
    public void opened(TraceEvent.Opened event) {
        String where = event.port() == 0 ? event.host() : event.host() + ":" + event.port();
        fact(NO_WAIT, "%s to %s, %s (%s)".formatted(event.protocol(), where, event.when(), event.dialog()));
    }

    @Override
    public void fact(TraceEvent.Fact event) {
        fact(wait(event.took()), event.sentence());
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        TlsReport tls = event.tls();
        fact(wait(tls.handshake()), tls.protocol() + " " + tls.cipher() + ", verify " + tls.verification());
    }

    @Override
    public void offered(TraceEvent.Offered event) {
        // Part of the reply before it.
    }

    @Override
    public void decided(TraceEvent.Decided event) {
        fact(NO_WAIT, event.topic() + ": " + event.choice());
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        alarm("%s: %s (%s)".formatted(event.topic(), event.text(), event.property()));
    }

    @Override
    public void sent(TraceEvent.Sent event) {
        unanswered.put(event.id(), new Unanswered(event.secured(), event.line()));
    }

    @Override
    public void content(TraceEvent.Content event) {
        for (String line : event.head()) {
            line(LineColour.CLIENT, NO_WAIT, event.secured() ? "~>  " : "->  ", line);
        }
        String command =
                unanswered.containsKey(event.id()) ? unanswered.get(event.id()).line() + " " : "";
        unanswered.put(event.id(), new Unanswered(event.secured(), command + event.content()));
    }

    @Override
    public void received(TraceEvent.Received event) {
        boolean rejected = event.answer().refused();
        Unanswered command = unanswered.remove(event.id());
        String mark = command == null ? event.secured() ? "<~" : "<-" : command.secured() ? "~>" : "->";
        String text = command == null ? "" : command.line() + " => ";
        line(
                rejected ? LineColour.REJECTION : LineColour.SERVER,
                wait(event.waited()),
                mark + (rejected ? "* " : "  "),
                text + folded(event));
    }

    /** The lines of a reply as one: the first one, and what the others add. */
    private static String folded(TraceEvent.Received event) {
        List<String> lines = event.lines();
        if (lines.size() <= 1) {
            return lines.isEmpty() ? "" : lines.get(0);
        }
        String code = event.answer().code();
        if (code.isEmpty() || !Character.isDigit(code.charAt(0))) {
            // ManageSieve: data, and then the response.
            return lines.get(lines.size() - 1) + " (after " + Text.count(lines.size() - 1, "line") + ")";
        }
        List<String> rest = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            rest.add(line.length() > CODE ? line.substring(CODE) : "");
        }
        String first = lines.get(0).replaceFirst("-", " ");
        boolean isList = event.phase().equals("hello") && !event.answer().refused();
        return isList ? first + " (" + String.join(", ", rest) + ")" : first + " " + String.join(" ", rest);
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        reportUnanswered();
        alarm(event.phase() + ": " + event.what());
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        String source = event.source().map(where -> " (" + where + ")").orElse("");
        line(LineColour.REMARK, NO_WAIT, "?   ", event.meaning() + source);
        event.fix().ifPresent(fix -> line(LineColour.REMARK, NO_WAIT, "?   ", "fix: " + fix));
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        reportUnanswered();
        fact(
                NO_WAIT,
                "%s; closed: %s; %s"
                        .formatted(
                                outcome.sentence(),
                                event.how(),
                                Text.count(event.totals().turnarounds(), "turnaround")));
    }

    private void reportUnanswered() {
        for (Unanswered each : unanswered.values()) {
            line(LineColour.CLIENT, NO_WAIT, each.secured() ? "~>  " : "->  ", each.line() + " => no reply");
        }
        unanswered.clear();
    }

    private void fact(String wait, String text) {
        line(LineColour.FACT, wait, "=== ", text);
    }

    private void alarm(String text) {
        line(LineColour.ALARM, NO_WAIT, "*** ", text);
    }

    private void line(LineColour colour, String wait, String mark, String shown) {
        String columns = time + wait + " " + mark;
        lines.add(new Line(colour, (columns + Escaped.line(shown)).stripTrailing(), columns.length()));
    }

    /** The first column. */
    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%+9.3f", nanos / 1e9);
    }

    private static String wait(Duration waited) {
        return "%9s ms".formatted(Span.millis(waited));
    }
}
