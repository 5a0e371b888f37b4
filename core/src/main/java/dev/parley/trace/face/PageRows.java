package dev.parley.trace.face;

import dev.parley.trace.Group;
import dev.parley.trace.TlsReport;
import dev.parley.trace.TraceEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Events as rows of a table: time, number, text, and the wait as a bar and in milliseconds. */
final class PageRows implements TraceEvent.Visitor {
    /** The anchor of the first failure. */
    static final String FAILURE = "failure";

    /** More lines than these are folded. */
    private static final int MAX_UNFOLDED = 3;

    private int lastReply = -1;
    private boolean failed;

    /** The row of the present event; null where it has none. */
    private Markup row;

    /** The anchor of the reply to a command. */
    static String anchor(int id) {
        return "reply-" + id;
    }

    /**
     * The row of an event; empty where the head of the page or the reply before it shows the event.
     *
     * @param spans the intervals that the event ended
     */
    Optional<Markup> row(TraceEvent event, List<Span> spans) {
        row = null;
        event.accept(this);
        if (row != null) {
            end(row, spans);
        }
        return Optional.ofNullable(row);
    }

    @Override
    public void opened(TraceEvent.Opened event) {}

    @Override
    public void fact(TraceEvent.Fact event) {
        fact(event, event.step().heading()).text(event.text());
    }

    @Override
    public void secured(TraceEvent.Secured event) {
        TlsReport tls = event.tls();
        fact(event, "TLS").text(tls.protocol() + " " + tls.cipher() + ", verify: " + tls.verification());
    }

    @Override
    public void offered(TraceEvent.Offered event) {}

    @Override
    public void decided(TraceEvent.Decided event) {
        fact(event, event.topic().toString())
                .text(event.choice())
                .leaf("span", ", because " + event.because(), "class", "because");
        event.property().ifPresent(this::property);
    }

    @Override
    public void warned(TraceEvent.Warned event) {
        remark(event, "warning", "***", "warning").text(event.topic() + ": " + event.text());
        property(event.property());
    }

    @Override
    public void failed(TraceEvent.Failed event) {
        row = failed
                ? new Markup().open("tr", "class", "failed")
                : new Markup().open("tr", "class", "failed", "id", FAILURE);
        failed = true;
        begin(row, event, Optional.empty());
        mark(row, "***", "failed").text(event.phase() + ": " + event.what());
    }

    @Override
    public void explained(TraceEvent.Explained event) {
        remark(event, "note", "?", "explanation").text(event.meaning());
        event.source().ifPresent(source -> row.text(" ").leaf("small", source));
        event.fix()
                .ifPresent(
                        fix -> row.open("div").leaf("b", "fix").text(" " + fix).close("div"));
    }

    @Override
    public void closed(TraceEvent.Closed event) {
        fact(event, "closed").text(event.how());
    }

    /** The row between the first rows and the last ones. */
    static Markup gap(int omitted) {
        return new Markup()
                .open("tr", "class", "gap")
                .leaf("td", omitted + " rows are omitted here; the outputs text and json contain them", "colspan", "5")
                .close("tr")
                .newLine();
    }

    @Override
    public void sent(TraceEvent.Sent e) {
        row = new Markup()
                .open("tr", "class", "client" + e.group().map(PageRows::bracket).orElse(""));
        begin(row, e, Optional.of(e.id()));
        client(row, e.secured()).leaf("code", e.line());
        e.group()
                .filter(Group::isFirst)
                .ifPresent(group -> row.text(" ").leaf("small", group.size() + " commands in one write"));
    }

    private static String bracket(Group group) {
        return " group" + (group.isFirst() ? " first" : group.isLast() ? " last" : "");
    }

    @Override
    public void received(TraceEvent.Received e) {
        row = new Markup();
        boolean rejected = e.answer().refused();
        String style = rejected ? "server rejection" : "server";
        if (e.id() > lastReply) {
            lastReply = e.id();
            row.open("tr", "class", style, "id", anchor(e.id()));
        } else {
            row.open("tr", "class", style);
        }
        begin(row, e, Optional.of(e.id()));
        mark(
                row,
                (e.secured() ? "<~" : "<-") + (rejected ? "*" : ""),
                "server" + (e.secured() ? " over TLS" : "") + (rejected ? " rejects" : ""));
        lines(row, e.lines(), rejected);
    }

    @Override
    public void content(TraceEvent.Content e) {
        row = new Markup().open("tr", "class", "client");
        begin(row, e, Optional.of(e.id()));
        client(row, e.secured()).leaf("em", e.content().toString());
        if (!e.head().isEmpty()) {
            row.open("div", "class", "head");
            lines(row, e.head(), false);
            row.close("div");
        }
    }

    private static void lines(Markup row, List<String> lines, boolean open) {
        if (lines.size() <= MAX_UNFOLDED) {
            lines.forEach(line -> row.leaf("code", line));
            return;
        }
        Excerpt excerpt = Excerpt.of(lines);
        row.open(open ? "details open" : "details").open("summary").leaf("code", excerpt.first());
        row.leaf("small", excerpt.between() == 1 ? "1 more line" : excerpt.between() + " more lines");
        row.leaf("code", excerpt.last(), "class", "last").close("summary");
        excerpt.middle().forEach(line -> row.leaf("code", line));
        if (excerpt.omitted() > 0) {
            row.leaf("small", excerpt.omitted() + " lines are omitted here");
        }
        row.leaf("code", excerpt.last()).close("details");
    }

    private Markup fact(TraceEvent event, String heading) {
        return remark(event, "fact", "===", "fact").leaf("b", heading).text(" ");
    }

    private Markup remark(TraceEvent event, String style, String mark, String label) {
        row = new Markup().open("tr", "class", style);
        begin(row, event, Optional.empty());
        return mark(row, mark, label);
    }

    private void property(String name) {
        row.text(" ").leaf("code", name, "class", "property");
    }

    private static Markup client(Markup row, boolean secured) {
        return mark(row, secured ? "~>" : "->", secured ? "client over TLS" : "client");
    }

    private static Markup mark(Markup row, String mark, String words) {
        return row.leaf("span", mark, "class", "mark", "role", "img", "aria-label", words)
                .open("div");
    }

    private static void begin(Markup row, TraceEvent event, Optional<Integer> id) {
        row.leaf("td", String.format(Locale.ROOT, "%.3f", event.nanos() / 1e9), "class", "time");
        row.leaf("td", id.map(number -> "#" + number).orElse(""), "class", "id");
        row.open("td", "class", "text");
    }

    private static void end(Markup row, List<Span> spans) {
        row.close("div").close("td").open("td", "class", "wait");
        for (Span span : spans) {
            row.leaf("i", "", "class", span.kind().cssClass(), "style", span.position());
        }
        row.close("td");
        Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
        String millis = last == null ? "" : last.millis();
        row.leaf("td", millis, "class", last != null && last.kind() == Span.Kind.OWN ? "ms side" : "ms")
                .close("tr")
                .newLine();
    }

    /**
     * The lines of a long text that a page shows: the first lines and the last one.
     *
     * @param middle the lines between
     * @param omitted how many are omitted between the middle and the last
     */
    private record Excerpt(String first, List<String> middle, int omitted, String last) {
        private static final int LINES = 200;
        private static final int CHARACTERS = 16 * 1024;

        /** @param lines at least two */
        static Excerpt of(List<String> lines) {
            int end = lines.size() - 1;
            int kept = 1;
            int characters = 0;
            while (kept < Math.min(end, LINES) && characters < CHARACTERS) {
                characters += lines.get(kept++).length();
            }
            return new Excerpt(lines.get(0), lines.subList(1, kept), end - kept, lines.get(end));
        }

        /** How many lines are between the first and the last. */
        int between() {
            return middle.size() + omitted;
        }
    }
}
