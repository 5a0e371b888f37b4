package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.Manifest;

/**
 * The page of a connection: head, table, text to copy, settings.
 *
 * @param zone whose local time the page shows with UTC
 */
record Page(Summary summary, PageBuffer rows, PageCopy copy, ZoneId zone) {
    private static final String STYLE = resource("page.css");
    private static final int TICKS = 4;
    private static final String UNKNOWN_VERSION = "of unknown version";

    void print(PrintStream out) {
        PageHead head = new PageHead(summary, zone);
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
                .leaf("title", head.name() + ": " + head.sentence());
        out.print(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n" + top + "\n<style>\n" + STYLE + "</style>\n</head>\n");
        out.print("<body>\n" + head.markup() + tableHead());
        rows.first().forEach(out::print);
        if (rows.omitted() > 0) {
            out.print(PageRows.gap(rows.omitted()));
        }
        rows.last().forEach(out::print);
        out.print("</tbody>\n</table>\n" + copy.markup() + foot() + "</body>\n</html>\n");
    }

    private Markup tableHead() {
        long micros = Math.max(1, summary.length().toNanos() / 1000);
        Markup table = new Markup().open("table", "style", "--all:" + micros);
        table.leaf("caption", "The dialog").open("thead").open("tr");
        table.leaf("th", "seconds", "scope", "col", "class", "time");
        table.leaf("th", "no.", "scope", "col", "class", "id");
        table.leaf("th", "commands and replies", "scope", "col", "class", "text");
        table.open("th", "scope", "col", "class", "wait", "aria-label", "time line");
        for (int tick = 0; tick < TICKS; tick++) {
            table.leaf(
                    "span",
                    tick == 0
                            ? "0"
                            : Span.withUnit(summary.length().multipliedBy(tick).dividedBy(TICKS)));
        }
        table.close("th").leaf("th", "ms", "scope", "col", "class", "ms", "aria-label", "milliseconds");
        return table.close("tr").close("thead").newLine().open("tbody").newLine();
    }

    private Markup foot() {
        Markup foot = new Markup().open("footer").leaf("h2", "Settings").open("dl");
        new TreeMap<>(summary.opened().map(TraceEvent.Opened::settings).orElseGet(TreeMap::new))
                .forEach((name, value) -> foot.leaf("dt", name).leaf("dd", value));
        foot.close("dl").newLine().leaf("p", "Written by " + versions(), "class", "versions");
        foot.newLine().leaf("h2", "Marks").open("dl");
        mark(foot, "->", "the client, without TLS");
        mark(foot, "~>", "the client, over TLS");
        mark(foot, "<-", "the server, without TLS");
        mark(foot, "<~", "the server, over TLS");
        mark(foot, "<-* <~*", "rejection");
        mark(foot, "===", "fact, or decision with its reason");
        mark(foot, "***", "warning or failure");
        mark(foot, "?", "explanation, and fix");
        foot.close("dl").newLine().leaf("h2", "Bars").open("dl");
        bar(foot, Span.Kind.LOOKUP, "the DNS is queried");
        bar(foot, Span.Kind.CONNECT, "the connection is established");
        bar(foot, Span.Kind.TLS, "the TLS handshake is performed");
        bar(foot, Span.Kind.REPLY, "the client waits for the reply");
        bar(foot, Span.Kind.REJECTION, "the client waits for a rejection, or in vain");
        bar(foot, Span.Kind.OWN, "the client does not wait: time of the application and of Parley");
        return foot.close("dl").close("footer").newLine();
    }

    private static void mark(Markup foot, String mark, String meaning) {
        foot.open("dt").leaf("code", mark).close("dt").leaf("dd", meaning);
    }

    private static void bar(Markup foot, Span.Kind kind, String meaning) {
        foot.open("dt").leaf("i", "", "class", kind.cssClass()).close("dt").leaf("dd", meaning);
    }

    /** The software that writes the page, as far as its class loader and the jars show it: {@code Parley 1.0, Jakarta Mail API 2.1.5, Angus Mail 2.0.5, Java 21.0.1 (Vendor)}. */
    static String versions() {
        List<String> versions = new ArrayList<>();
        addVersion(versions, "Parley", Page.class.getName());
        addVersion(versions, "Jakarta Mail API", "jakarta.mail.Session");
        addVersion(versions, "Angus Mail", "org.eclipse.angus.mail.smtp.SMTPTransport");
        versions.add("Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        return String.join(", ", versions);
    }

    private static void addVersion(List<String> versions, String name, String className) {
        try {
            Class<?> found = Class.forName(className, false, Page.class.getClassLoader());
            versions.add(name + " " + version(found));
        } catch (ClassNotFoundException | LinkageError e) {
            // Not visible to Parley's class loader.
        }
    }

    /** The version of the module or bundle; not all of these jars have an Implementation-Version. */
    private static String version(Class<?> found) {
        if (found.getModule().isNamed()
                && found.getModule().getDescriptor().rawVersion().isPresent()) {
            return found.getModule().getDescriptor().rawVersion().get();
        }
        String address = String.valueOf(found.getResource(found.getSimpleName() + ".class"));
        int jar = address.lastIndexOf("!/");
        if (jar >= 0) {
            String manifest = address.substring(0, jar) + "!/META-INF/MANIFEST.MF";
            try (InputStream in = URI.create(manifest).toURL().openStream()) {
                String version = new Manifest(in).getMainAttributes().getValue("Bundle-Version");
                return version == null ? UNKNOWN_VERSION : version;
            } catch (IOException | IllegalArgumentException e) {
                return UNKNOWN_VERSION;
            }
        }
        return UNKNOWN_VERSION;
    }

    /** The colours of both schemes, which are the first rules of the style. */
    static String colours() {
        return STYLE.substring(0, STYLE.indexOf("* {"));
    }

    /** A file beside this class. */
    static String resource(String name) {
        try (InputStream file = Page.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
