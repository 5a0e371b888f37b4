package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** The page of a connection: head, table, settings. */
record Page(Summary summary, PageBuffer rows) {
    private static final String STYLE = readStyle();

    void print(PrintStream out) {
        PageHead head = new PageHead(summary);
        Markup top = new Markup()
                .open("meta", "charset", "utf-8")
                .open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .leaf("title", head.name() + ": " + head.outcome());
        out.print(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n" + top + "\n<style>\n" + STYLE + "</style>\n</head>\n");
        out.print("<body>\n" + head.markup() + tableHead());
        rows.first().forEach(out::print);
        if (rows.omitted() > 0) {
            out.print(PageRows.gap(rows.omitted()));
        }
        rows.last().forEach(out::print);
        out.print("</tbody>\n</table>\n" + foot() + "</body>\n</html>\n");
    }

    private Markup tableHead() {
        long micros = Math.max(1, summary.length().toNanos() / 1000);
        Markup table = new Markup().open("table", "style", "--all:" + micros);
        table.leaf("caption", "The dialog").open("thead").open("tr");
        table.leaf("th", "s", "scope", "col", "class", "time", "aria-label", "seconds since the beginning");
        table.leaf("th", "#", "scope", "col", "class", "id", "aria-label", "number of the command");
        table.leaf("th", "commands and replies", "scope", "col", "class", "text");
        table.leaf("th", "wait, 0 to " + Span.withUnit(summary.length()), "scope", "col", "class", "wait");
        table.leaf("th", "ms", "scope", "col", "class", "ms", "aria-label", "milliseconds waited");
        return table.close("tr").close("thead").newLine().open("tbody").newLine();
    }

    private Markup foot() {
        Markup foot = new Markup().open("footer").leaf("h2", "Settings").open("dl");
        new TreeMap<>(summary.opened().map(TraceEvent.Opened::settings).orElseGet(TreeMap::new))
                .forEach((name, value) -> foot.leaf("dt", name).leaf("dd", value));
        foot.close("dl").newLine().leaf("h2", "Marks").open("dl");
        mark(foot, "->", "the client, without TLS");
        mark(foot, "~>", "the client, over TLS");
        mark(foot, "<-", "the server, without TLS");
        mark(foot, "<~", "the server, over TLS");
        mark(foot, "<-* <~*", "rejection");
        mark(foot, "===", "fact, or decision with its reason");
        mark(foot, "***", "warning or failure");
        mark(foot, "?", "explanation, and fix");
        return foot.close("dl").close("footer").newLine();
    }

    private static void mark(Markup foot, String mark, String meaning) {
        foot.open("dt").leaf("code", mark).close("dt").leaf("dd", meaning);
    }

    private static String readStyle() {
        try (InputStream css = Page.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
