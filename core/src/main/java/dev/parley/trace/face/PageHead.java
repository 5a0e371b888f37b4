package dev.parley.trace.face;

import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The head of a page: the outcome, the time that each step took, and the TLS session. */
final class PageHead {
    private final Summary summary;

    PageHead(Summary summary) {
        this.summary = summary;
    }

    /** The name of the connection: {@code smtp to mx.example.org:587}. */
    String name() {
        return summary.opened().map(PageHead::name).orElse("a dialog");
    }

    /** The outcome in a few words: {@code 1 refusal}. */
    String outcome() {
        if (summary.failure().isPresent()) {
            return "failed";
        } else if (summary.refused() > 0) {
            return count(summary.refused(), "refusal");
        }
        if (summary.closed().isEmpty()) {
            return "not over";
        }
        return summary.warnings() > 0 ? count(summary.warnings(), "warning") : "no refusal";
    }

    Markup markup() {
        Markup head = new Markup().open("header");
        head.open("p", "class", "outcome " + style()).text(outcome()).close("p");
        head.leaf("h1", name());
        summary.opened()
                .ifPresent(e -> head.leaf(
                        "p",
                        e.when() + ", dialog " + e.dialog() + ", " + Span.words(summary.length()),
                        "class",
                        "when"));
        facts(head);
        head.close("header").newLine().open("div", "class", "cards");
        time(head);
        summary.tls().ifPresent(report -> tls(head, report));
        return head.close("div").newLine();
    }

    private String style() {
        boolean bad = summary.failure().isPresent() || summary.refused() > 0;
        boolean doubtful = summary.warnings() > 0 || summary.closed().isEmpty();
        return bad ? "bad" : doubtful ? "doubtful" : "good";
    }

    private void facts(Markup head) {
        head.open("dl");
        summary.failure().ifPresent(failure -> {
            head.leaf("dt", "failed").leaf("dd", failure.phase() + ": " + failure.what());
            if (failure.mayBeDelivered()) {
                head.leaf("dt", "beware")
                        .leaf("dd", "the message may have been delivered: sending it again may double it");
            }
        });
        summary.refusals().forEach(reply -> reply(head, "refused", reply));
        if (summary.refused() > summary.refusals().size()) {
            head.leaf("dt", "")
                    .leaf("dd", "and " + (summary.refused() - summary.refusals().size()) + " more");
        }
        summary.verdict().ifPresent(reply -> reply(head, summary.contentKind(), reply));
        head.leaf("dt", "closed")
                .leaf(
                        "dd",
                        summary.closed()
                                .map(TraceEvent.Closed::how)
                                .orElse("not when this was written; of a program that ends before its dialog does, the"
                                        + " faces text and json have the rest"));
        summary.closed().ifPresent(end -> head.leaf("dt", "totals").leaf("dd", words(end.totals())));
        head.leaf("dt", "TLS").leaf("dd", summary.tls().map(PageHead::verdict).orElse("none, all went in clear"));
        head.close("dl");
    }

    private static void reply(Markup head, String what, Summary.Reply reply) {
        head.leaf("dt", what).open("dd");
        link(head, reply);
        head.text(" ").leaf("code", reply.line()).close("dd");
    }

    private static void link(Markup head, Summary.Reply reply) {
        head.leaf("a", "#" + reply.id() + " " + reply.command(), "href", "#" + PageRows.anchor(reply.id()));
    }

    private void time(Markup head) {
        head.open("section").leaf("h2", "Where the time went").open("div", "class", "shares");
        List<Summary.Share> shares = summary.shares();
        for (Summary.Share share : shares) {
            head.leaf(
                    "i",
                    "",
                    "class",
                    share.style(),
                    "style",
                    "--for:" + share.length().toNanos() / 1000);
        }
        head.close("div").open("dl");
        for (Summary.Share share : shares) {
            head.open("dt")
                    .leaf("i", "", "class", share.style())
                    .text(share.words())
                    .close("dt");
            head.leaf("dd", Span.words(share.length()) + percent(share.length()));
        }
        summary.slowest().ifPresent(reply -> {
            head.leaf("dt", "longest").open("dd").text(Span.words(reply.waited()) + " for ");
            link(head, reply);
            head.close("dd");
        });
        head.close("dl").close("section").newLine();
    }

    private String percent(Duration part) {
        long whole = summary.length().toNanos();
        return whole == 0 ? "" : ", " + Math.round(100.0 * part.toNanos() / whole) + " %";
    }

    private void tls(Markup head, TlsReport report) {
        head.open("section").leaf("h2", "TLS").open("dl");
        head.leaf("dt", "verify").leaf("dd", verdict(report));
        head.leaf("dt", "protocol")
                .leaf("dd", report.protocol() + " " + report.cipher() + (report.resumed() ? ", resumed" : ""));
        head.leaf("dt", "subject").leaf("dd", report.subject());
        head.leaf("dt", "names").leaf("dd", String.join(", ", report.names()));
        head.leaf("dt", "issuer").leaf("dd", report.issuer());
        head.leaf("dt", "expires")
                .leaf(
                        "dd",
                        report.expires()
                                + summary.opened()
                                        .map(e -> until(e.when(), report.expires()))
                                        .orElse(""));
        head.leaf("dt", "handshake").leaf("dd", Span.words(report.handshake()));
        report.details().ifPresent(details -> detailed(head, details));
        head.close("dl").close("section").newLine();
    }

    private static void detailed(Markup head, TlsDetails tls) {
        head.leaf("dt", "begins").leaf("dd", tls.begins().toString());
        head.leaf("dt", "key").leaf("dd", tls.key());
        head.leaf("dt", "sha256").leaf("dd", tls.sha256());
        head.leaf("dt", "alpn").leaf("dd", tls.alpn().orElse("none"));
        for (TlsDetails.Certificate link : tls.chain()) {
            head.leaf("dt", "chain").leaf("dd", link.subject() + ", issuer " + link.issuer());
        }
    }

    private static String until(Instant now, Instant then) {
        long days = Duration.between(now, then).toDays();
        return then.isBefore(now) ? ", which is past" : ", in " + count(days, "day");
    }

    private static String verdict(TlsReport report) {
        Verification verification = report.verification();
        return verification.identityProven()
                ? "the server proved its name (" + verification + ")"
                : "the server did NOT prove its name: " + verification;
    }

    private static String name(TraceEvent.Opened e) {
        return e.protocol() + " to " + e.host() + (e.port() == 0 ? "" : ":" + e.port());
    }

    private static String words(Totals totals) {
        return "%s in %s, %s; %s sent, %d received; %s waited for replies"
                .formatted(
                        count(totals.commands(), "command"),
                        count(totals.groups(), "write"),
                        count(totals.turnarounds(), "turnaround"),
                        count(totals.sent(), "octet"),
                        totals.received(),
                        Span.words(totals.waited()));
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
