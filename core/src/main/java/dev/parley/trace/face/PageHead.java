package dev.parley.trace.face;

import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.Verification;
import dev.parley.wire.Text;
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

    /** The outcome in a few words: {@code 1 rejection}. */
    String outcome() {
        if (summary.failure().isPresent()) {
            return "failed";
        } else if (summary.rejected() > 0) {
            return Text.count(summary.rejected(), "rejection");
        }
        if (summary.closed().isEmpty()) {
            return "incomplete";
        }
        return summary.warnings() > 0 ? Text.count(summary.warnings(), "warning") : "no rejection";
    }

    Markup markup() {
        Markup head = new Markup().open("header");
        head.open("p", "class", "outcome " + cssClass()).text(outcome()).close("p");
        head.leaf("h1", name());
        summary.opened()
                .ifPresent(e -> head.leaf(
                        "p",
                        e.when() + ", dialog " + e.dialog() + ", " + Span.withUnit(summary.length()),
                        "class",
                        "when"));
        facts(head);
        head.close("header").newLine().open("div", "class", "cards");
        time(head);
        summary.tls().ifPresent(report -> tls(head, report));
        return head.close("div").newLine();
    }

    private String cssClass() {
        boolean failed = summary.failure().isPresent() || summary.rejected() > 0;
        boolean uncertain = summary.warnings() > 0 || summary.closed().isEmpty();
        return failed ? "bad" : uncertain ? "doubtful" : "good";
    }

    private void facts(Markup head) {
        head.open("dl");
        summary.failure().ifPresent(failure -> {
            head.term("failed", failure.phase() + ": " + failure.what());
            if (failure.mayBeDelivered()) {
                head.term("warning", "the message may have been delivered: sending it again may deliver it twice");
            }
        });
        summary.rejections().forEach(reply -> reply(head, "rejected", reply));
        int more = summary.rejected() - summary.rejections().size();
        if (more > 0) {
            head.term("", "and " + more + " more");
        }
        summary.contentReply().ifPresent(reply -> reply(head, summary.contentKind(), reply));
        head.term(
                "closed",
                summary.closed()
                        .map(TraceEvent.Closed::how)
                        .orElse("not before this page was written; if the program ended before the dialog, the outputs"
                                + " text and json contain the rest"));
        summary.closed().ifPresent(end -> head.term("totals", words(end.totals())));
        head.term("TLS", summary.tls().map(PageHead::identity).orElse("none: all data was sent without TLS"));
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
        head.open("section").leaf("h2", "Time of each step").open("div", "class", "shares");
        List<Summary.Share> shares = summary.shares();
        for (Summary.Share share : shares) {
            head.leaf(
                    "i",
                    "",
                    "class",
                    share.cssClass(),
                    "style",
                    "--for:" + share.length().toNanos() / 1000);
        }
        head.close("div").open("dl");
        for (Summary.Share share : shares) {
            head.open("dt")
                    .leaf("i", "", "class", share.cssClass())
                    .text(share.label())
                    .close("dt");
            head.leaf("dd", Span.withUnit(share.length()) + percent(share.length()));
        }
        summary.slowest().ifPresent(reply -> {
            head.leaf("dt", "longest").open("dd").text(Span.withUnit(reply.waited()) + " for ");
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
        String left =
                summary.opened().map(e -> until(e.when(), report.expires())).orElse("");
        head.open("section").leaf("h2", "TLS").open("dl");
        head.term("verify", identity(report));
        head.term("protocol", report.protocol() + " " + report.cipher() + (report.resumed() ? ", resumed" : ""));
        head.term("subject", report.subject());
        head.term("names", String.join(", ", report.names()));
        head.term("issuer", report.issuer());
        head.term("expires", report.expires() + left);
        head.term("handshake", Span.withUnit(report.handshake()));
        report.details().ifPresent(details -> details(head, details));
        head.close("dl").close("section").newLine();
    }

    private static void details(Markup head, TlsDetails tls) {
        head.term("begins", tls.begins().toString());
        head.term("key", tls.key());
        head.term("sha256", tls.sha256());
        head.term("alpn", tls.alpn().orElse("none"));
        for (TlsDetails.Certificate link : tls.chain()) {
            head.term("chain", link.subject() + ", issuer " + link.issuer());
        }
    }

    private static String until(Instant now, Instant then) {
        long days = Duration.between(now, then).toDays();
        return then.isBefore(now) ? ", expired" : ", in " + Text.count(days, "day");
    }

    private static String identity(TlsReport report) {
        Verification verification = report.verification();
        return verification.identityProven()
                ? "the certificate proves the identity of the server (" + verification + ")"
                : "the identity of the server is NOT proven: " + verification;
    }

    private static String name(TraceEvent.Opened e) {
        return e.protocol() + " to " + e.host() + (e.port() == 0 ? "" : ":" + e.port());
    }

    private static String words(Totals totals) {
        return "%s in %s, %s; %s sent, %d received; %s waited for replies"
                .formatted(
                        Text.count(totals.commands(), "command"),
                        Text.count(totals.groups(), "write"),
                        Text.count(totals.turnarounds(), "turnaround"),
                        Text.count(totals.sent(), "octet"),
                        totals.received(),
                        Span.withUnit(totals.waited()));
    }
}
