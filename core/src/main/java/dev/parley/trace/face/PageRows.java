package dev.parley.trace.face;

import dev.parley.trace.Group;
import dev.parley.trace.TraceEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Events as rows of a page's table: time, number, what was said, the bar of the wait, its milliseconds. */
final class PageRows {
    /** So many lines are shown before some of them are folded away. */
    private static final int UNFOLDED = 3;

    private int answered = -1;

    /** Where a link finds the reply to a command. */
    static String anchor(int id) {
        return "reply-" + id;
    }

    /**
     * Nothing for what stands elsewhere on the page.
     *
     * @param wait that the event ended
     */
    Optional<Markup> row(TraceEvent event, Optional<Span> wait) {
        Markup row = new Markup();
        if (event instanceof TraceEvent.Resolved e) {
            fact(row, event, "lookup", said -> said.text(e.host() + " is " + String.join(", ", e.addresses())));
        } else if (event instanceof TraceEvent.Connected e) {
            fact(row, event, "connected", said -> said.text("to " + e.remote() + " from " + e.local()));
        } else if (event instanceof TraceEvent.Secured e) {
            fact(
                    row,
                    event,
                    "TLS",
                    said -> said.text("%s %s, verify: %s"
                            .formatted(
                                    e.tls().protocol(),
                                    e.tls().cipher(),
                                    e.tls().verification())));
        } else if (event instanceof TraceEvent.Decided e) {
            fact(row, event, e.topic().toString(), said -> {
                said.text(e.choice()).leaf("span", ", because " + e.because(), "class", "because");
                e.property().ifPresent(name -> property(said, name));
            });
        } else if (event instanceof TraceEvent.Warned e) {
            remark(row, event, "warning", "***", "look here", said -> {
                said.text(e.topic() + ": " + e.text());
                property(said, e.property());
            });
        } else if (event instanceof TraceEvent.Sent e) {
            sent(row, e);
        } else if (event instanceof TraceEvent.Received e) {
            received(row, e);
        } else if (event instanceof TraceEvent.Content e) {
            content(row, e);
        } else if (event instanceof TraceEvent.Failed e) {
            remark(row, event, "failed", "***", "failed", said -> said.text(e.phase() + ": " + e.what()));
        } else if (event instanceof TraceEvent.Explained e) {
            remark(row, event, "note", "?", "explanation", said -> explained(said, e));
        } else if (event instanceof TraceEvent.Closed e) {
            fact(row, event, "closed", said -> said.text(e.how()));
        } else {
            return Optional.empty();
        }
        end(row, wait);
        return Optional.of(row);
    }

    private static void explained(Markup said, TraceEvent.Explained e) {
        said.text(e.meaning());
        e.source().ifPresent(source -> said.text(" ").leaf("small", source));
        e.fix()
                .ifPresent(
                        fix -> said.open("div").leaf("b", "fix").text(" " + fix).close("div"));
    }

    /** Between the first rows and the last. */
    static Markup gap(int omitted) {
        return new Markup()
                .open("tr", "class", "gap")
                .leaf("td", omitted + " rows are left out here; the text and json faces leave out none", "colspan", "5")
                .close("tr")
                .newLine();
    }

    private interface Words {
        void say(Markup said);
    }

    private static void sent(Markup row, TraceEvent.Sent e) {
        row.open("tr", "class", "client" + e.group().map(PageRows::bracket).orElse(""));
        begin(row, e, Optional.of(e.id()));
        client(row, e.secured()).leaf("code", e.line());
        e.group()
                .filter(Group::isFirst)
                .ifPresent(group -> row.text(" ").leaf("small", group.size() + " commands in one write"));
    }

    private static String bracket(Group group) {
        return " group" + (group.isFirst() ? " first" : group.isLast() ? " last" : "");
    }

    private void received(Markup row, TraceEvent.Received e) {
        boolean refused = e.answer().refused();
        String style = refused ? "server refusal" : "server";
        if (e.id() > answered) {
            answered = e.id();
            row.open("tr", "class", style, "id", anchor(e.id()));
        } else {
            row.open("tr", "class", style);
        }
        begin(row, e, Optional.of(e.id()));
        mark(
                row,
                (e.secured() ? "<~" : "<-") + (refused ? "*" : ""),
                "server" + (e.secured() ? " over TLS" : "") + (refused ? " refuses" : ""));
        lines(row, e.lines(), refused);
    }

    private static void content(Markup row, TraceEvent.Content e) {
        row.open("tr", "class", "client");
        begin(row, e, Optional.of(e.id()));
        client(row, e.secured()).leaf("em", e.content().toString());
        if (!e.head().isEmpty()) {
            row.open("div", "class", "head");
            lines(row, e.head(), false);
            row.close("div");
        }
    }

    private static void lines(Markup row, List<String> lines, boolean open) {
        if (lines.size() <= UNFOLDED) {
            lines.forEach(line -> row.leaf("code", line));
            return;
        }
        Excerpt excerpt = Excerpt.of(lines);
        row.open(open ? "details open" : "details").open("summary").leaf("code", excerpt.first());
        row.leaf("small", excerpt.between() == 1 ? "1 line between" : excerpt.between() + " lines between");
        row.leaf("code", excerpt.last(), "class", "last").close("summary");
        excerpt.middle().forEach(line -> row.leaf("code", line));
        if (excerpt.omitted() > 0) {
            row.leaf("small", excerpt.omitted() + " lines are left out here");
        }
        row.leaf("code", excerpt.last()).close("details");
    }

    private static void fact(Markup row, TraceEvent event, String topic, Words words) {
        row.open("tr", "class", "fact");
        begin(row, event, Optional.empty());
        words.say(mark(row, "===", "fact").leaf("b", topic).text(" "));
    }

    private static void remark(Markup row, TraceEvent event, String style, String mark, String label, Words words) {
        row.open("tr", "class", style);
        begin(row, event, Optional.empty());
        words.say(mark(row, mark, label));
    }

    private static void property(Markup said, String name) {
        said.text(" ").leaf("code", name, "class", "property");
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
        row.open("td", "class", "said");
    }

    private static void end(Markup row, Optional<Span> wait) {
        row.close("div").close("td").open("td", "class", "wait");
        wait.ifPresent(span -> row.leaf("i", "", "class", span.kind().style(), "style", span.place()));
        row.close("td")
                .leaf("td", wait.map(Span::millis).orElse(""), "class", "ms")
                .close("tr")
                .newLine();
    }
}
