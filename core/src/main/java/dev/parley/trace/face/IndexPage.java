package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.outcome.DialogOutcome.Verdict;
import dev.parley.wire.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page with a row for each of many dialogs: time, host, outcome, duration, and a link to the page of the dialog. Its only
 * script sorts and filters the rows; the browser executes no other one (its hash is in the Content-Security-Policy). Without
 * a script the newest dialog is the first.
 */
public final class IndexPage {
    private static final String SCRIPT = Page.resource("index.js");
    private static final String STYLE = Page.colours() + Page.resource("index.css");

    /** As index.js has it. A browser lays out whole bodies: 10,000 rows in one take it several times as long. */
    private static final int ROWS_OF_BODY = 100;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final List<Row> rows = new ArrayList<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

    private record Row(Instant when, String markup) {}

    /**
     * Adds a dialog.
     *
     * @param page the address of its page, relative to this one
     */
    public void add(String page, List<TraceEvent> dialog) {
        Summary summary = new Summary();
        dialog.forEach(summary::add);
        Instant when = summary.opened().map(TraceEvent.Opened::when).orElse(Instant.EPOCH);
        Verdict verdict = summary.outcome().verdict();
        verdicts.merge(verdict, 1, Integer::sum);
        Markup row = new Markup().open("tr", "class", PageHead.cssClass(verdict));
        row.open("td", "class", "time")
                .leaf("a", TIME.format(when), "href", page)
                .close("td");
        row.leaf("td", summary.opened().map(TraceEvent.Opened::protocol).orElse(""), "class", "protocol");
        row.open("td", "class", "host")
                .host(summary.opened().map(IndexPage::host).orElse(""))
                .close("td");
        row.open("td", "class", "outcome").leaf("b", verdict.toString());
        row.text(" " + summary.outcome().sentence()).close("td");
        row.leaf(
                "td",
                Span.withUnit(summary.length()),
                "class",
                "length",
                "data-us",
                String.valueOf(summary.length().toNanos() / 1000));
        rows.add(new Row(when, row.close("tr").newLine().toString()));
    }

    /** The number of dialogs. */
    public int size() {
        return rows.size();
    }

    /** Writes the page, in the encoding of the stream, which must be UTF-8. */
    public void print(PrintStream out) {
        Markup top = new Markup()
                .open("meta", "charset", "utf-8")
                .open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + hash(SCRIPT) + "'")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .leaf("title", Text.count(rows.size(), "dialog"));
        out.print(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n" + top + "\n<style>\n" + STYLE + "</style>\n</head>\n");
        out.print("<body>\n" + head());
        rows.sort(Comparator.comparing(Row::when).reversed());
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0 && i % ROWS_OF_BODY == 0) {
                out.print("</tbody>\n<tbody>\n");
            }
            out.print(rows.get(i).markup());
        }
        out.print("</tbody>\n</table>\n<script>" + SCRIPT + "</script>\n</body>\n</html>\n");
    }

    private Markup head() {
        Markup head = new Markup().leaf("h1", Text.count(rows.size(), "dialog"));
        List<String> counts = new ArrayList<>();
        verdicts.forEach((verdict, number) -> counts.add(number + " " + verdict));
        head.leaf("p", String.join(", ", counts));
        head.open("form", "hidden", "");
        head.open("input", "type", "search", "placeholder", "words in a row", "aria-label", "filter");
        head.open("select", "aria-label", "outcome");
        head.leaf("option", "all outcomes", "value", "").leaf("option", "good", "value", "good");
        head.leaf("option", "doubtful", "value", "doubtful").leaf("option", "bad", "value", "bad");
        head.close("select").leaf("output", "").close("form").newLine();
        head.open("table").open("thead").open("tr");
        head.leaf("th", "time (UTC)", "scope", "col", "class", "time", "aria-sort", "descending");
        head.leaf("th", "protocol", "scope", "col", "class", "protocol");
        head.leaf("th", "host", "scope", "col", "class", "host");
        head.leaf("th", "outcome", "scope", "col", "class", "outcome");
        head.leaf("th", "duration", "scope", "col", "class", "length");
        return head.close("tr").close("thead").newLine().open("tbody").newLine();
    }

    private static String host(TraceEvent.Opened opened) {
        return opened.port() == 0 ? opened.host() : opened.host() + ":" + opened.port();
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }
}
