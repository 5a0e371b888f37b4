package dev.parley.trace.face;

import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.Verification;
import dev.parley.trace.outcome.DialogOutcome.Verdict;
import dev.parley.wire.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of a page: the outcome, the time that each step took, and the TLS session. */
final class PageHead {
    private static final int MAX_UNFOLDED = 200;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Summary summary;
    private final ZoneId zone;

    /** @param zone whose local time is shown with UTC */
    PageHead(Summary summary, ZoneId zone) {
        this.summary = summary;
        this.zone = zone;
    }

    /** The name of the connection: {@code smtp to mx.example.org:587}. */
    String name() {
        return summary.opened().map(PageHead::name).orElse("a dialog");
    }

    /** The outcome: {@code delivered to 0 of 2: jane rejected, joe not attempted}. */
    String sentence() {
        return summary.outcome().sentence();
    }

    Markup markup() {
        Markup head = new Markup().open("header");
        head.open("p", "class", "outcome " + cssClass(summary.outcome().verdict()))
                .text(summary.outcome().verdict().toString())
                .close("p");
        head.open("h1").host(name()).close("h1");
        head.leaf("p", sentence(), "class", "result");
        facts(head);
        head.close("header").newLine().open("div", "class", "cards");
        time(head);
        summary.tls().ifPresent(report -> tls(head, report));
        return head.close("div").newLine();
    }

    /** The CSS class of a verdict. */
    static String cssClass(Verdict verdict) {
        return switch (verdict) {
            case DELIVERED, COMPLETE -> "good";
            case PARTLY_DELIVERED, UNCERTAIN, WARNED, INCOMPLETE -> "doubtful";
            case NOT_DELIVERED, FAILED, REJECTED -> "bad";
        };
    }

    private void facts(Markup head) {
        head.open("dl");
        summary.failure().ifPresent(failure -> failure(head, failure));
        Optional<TraceEvent.Explained> shown = Optional.empty();
        for (Summary.Rejection rejection : summary.rejections()) {
            reply(head, "rejected", rejection.reply());
            if (!rejection.meaning().equals(shown)) {
                rejection.meaning().ifPresent(meaning -> meaning(head, meaning));
            }
            shown = rejection.meaning();
        }
        int more = summary.rejected() - summary.rejections().size();
        if (more > 0) {
            head.term("", "and " + more + " more");
        }
        summary.contentReply()
                .filter(reply -> summary.rejections().stream()
                        .noneMatch(rejection -> rejection.reply().equals(reply)))
                .ifPresent(reply -> reply(head, summary.contentKind(), reply));
        summary.opened().ifPresent(opened -> times(head, opened));
        head.term(
                "closed",
                summary.closed()
                        .map(TraceEvent.Closed::how)
                        .orElse("not before this page was written; if the program ended before the dialog, the outputs"
                                + " text and json contain the rest"));
        summary.closed().ifPresent(end -> head.term("totals", words(end.totals())));
        head.term(
                "TLS",
                isHandshakeFailed()
                        ? "none: the handshake failed"
                        : summary.tls().map(PageHead::identity).orElse("none: all data was sent without TLS"));
        head.close("dl");
    }

    private void failure(Markup head, TraceEvent.Failed failure) {
        head.leaf("dt", "failed").open("dd").leaf("a", failure.phase(), "href", "#" + PageRows.FAILURE);
        head.text(": ");
        longText(head, failure.what());
        head.close("dd");
        summary.failureMeaning().ifPresent(meaning -> meaning(head, meaning));
        if (failure.mayBeDelivered()) {
            head.term("warning", "the message may have been delivered: sending it again may deliver it twice");
        }
    }

    /** A text of which only the beginning is shown until a reader opens it, such as the certificates of a failed check. */
    private static void longText(Markup head, String text) {
        if (text.length() <= MAX_UNFOLDED) {
            head.text(text);
            return;
        }
        int end = text.lastIndexOf(' ', MAX_UNFOLDED);
        int cut = end > 0 ? end : MAX_UNFOLDED;
        head.open("details").leaf("summary", text.substring(0, cut) + " ...");
        head.text(text).close("details");
    }

    private static void meaning(Markup head, TraceEvent.Explained meaning) {
        head.term("meaning", meaning.meaning());
        meaning.fix().ifPresent(fix -> head.leaf("dt", "fix", "class", "fix").leaf("dd", fix, "class", "fix"));
    }

    private void times(Markup head, TraceEvent.Opened opened) {
        Instant end = opened.when().plus(summary.length());
        head.term("began", opened.when() + localTime(opened.when()) + ", dialog " + opened.dialog());
        head.term(
                summary.closed().isPresent() ? "ended" : "so far",
                end.truncatedTo(ChronoUnit.MILLIS) + localTime(end) + ", after " + Span.withUnit(summary.length()));
    }

    /** The time where the page was written, unless it is UTC. */
    private String localTime(Instant time) {
        ZoneOffset offset = zone.getRules().getOffset(time);
        return offset.equals(ZoneOffset.UTC)
                ? ""
                : " (" + LOCAL.format(time.atOffset(offset)) + " " + offset + ", " + zone + ")";
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
        head.open("section").leaf("h2", isHandshakeFailed() ? "TLS: the handshake failed" : "TLS");
        head.open("dl");
        head.term("verify", identity(report));
        head.term("protocol", report.protocol() + " " + report.cipher() + (report.resumed() ? ", resumed" : ""));
        head.term("subject", report.subject());
        head.leaf("dt", "names")
                .open("dd")
                .host(String.join(", ", report.names()))
                .close("dd");
        head.term("issuer", report.issuer());
        head.term("expires", report.expires() + left);
        head.term("handshake", Span.withUnit(report.handshake()));
        report.details().ifPresent(details -> details(head, details));
        head.close("dl").close("section").newLine();
    }

    /** Whether the server's certificate is the reason of the failure. */
    private boolean isHandshakeFailed() {
        return summary.failure().flatMap(TraceEvent.Failed::tls).isPresent();
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
