package dev.parley.trace.face;

import dev.parley.trace.Shown;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The dialog as text. Columns, all to the left of what was said so that no line is too long for them: seconds since the
 * beginning, milliseconds waited for a reply, a mark, the number of the command, the text.
 *
 * <pre>
 *  -&gt;  the client, in clear      &lt;-  the server, in clear
 *  ~&gt;  the client, over TLS      &lt;~  the server, over TLS
 *  &lt;-* &lt;~*  the server says no
 *  ===  a fact or a decision     ***  look here
 *  ?  what that means, and what can be done
 *  , | `  left in one write, before a number
 * </pre>
 */
public final class TextSink implements TraceSink {
    private static final String NO_TIME = " ".repeat(9);
    private static final String NO_WAIT = " ".repeat(12);

    private final PrintStream out;
    private final boolean colour;
    private final boolean closes;
    private final boolean alwaysNamed;
    private String name = "";

    /**
     * @param colour whether escape sequences may colour the lines
     * @param closes whether the stream is closed with the dialog
     */
    public TextSink(PrintStream out, boolean colour, boolean closes) {
        this(out, colour, closes, false);
    }

    private TextSink(PrintStream out, boolean colour, boolean closes, boolean alwaysNamed) {
        this.alwaysNamed = alwaysNamed;
        this.out = out;
        this.colour = colour;
        this.closes = closes;
        Speakers.begin(out);
    }

    /** @param shared whether others write there, too, perhaps from another program: then each line says whose it is */
    static TextSink inFile(PrintStream out, boolean shared) {
        return new TextSink(out, false, true, shared);
    }

    @Override
    public void accept(TraceEvent event) {
        StringBuilder lines = new StringBuilder();
        write(event, lines);
        out.print(lines);
        Written.completely(out);
    }

    @Override
    public void close() {
        Speakers.end(out);
        if (closes) {
            out.close();
        }
    }

    private void write(TraceEvent event, StringBuilder lines) {
        String time = seconds(event.nanos());
        if (event instanceof TraceEvent.Opened e) {
            name = e.dialog();
            String where = e.port() == 0 ? e.host() : e.host() + ":" + e.port();
            fact(lines, time, "%s %s to %s (%s)".formatted(e.when(), e.protocol(), where, name));
        } else if (event instanceof TraceEvent.Resolved e) {
            fact(lines, time, e.host() + " is " + String.join(", ", e.addresses()) + " (" + millis(e.took()) + ")");
        } else if (event instanceof TraceEvent.Connected e) {
            fact(lines, time, "connected to %s from %s (%s)".formatted(e.remote(), e.local(), millis(e.took())));
        } else if (event instanceof TraceEvent.Secured e) {
            secured(lines, time, e.tls());
        } else if (event instanceof TraceEvent.Decided e) {
            String property = e.property().map(name -> " (" + name + ")").orElse("");
            fact(lines, time, e.topic() + ": " + e.choice() + ", because " + e.because() + property);
        } else if (event instanceof TraceEvent.Warned e) {
            alarm(lines, time, "%s: %s (%s)".formatted(e.topic(), e.text(), e.property()));
        } else if (event instanceof TraceEvent.Sent e) {
            line(lines, Ink.CLIENT, time, NO_WAIT, client(e.secured()), bracket(e) + id(e.id()), e.line());
        } else if (event instanceof TraceEvent.Received e) {
            received(lines, time, e);
        } else if (event instanceof TraceEvent.Content e) {
            for (String shown : e.head()) {
                line(lines, Ink.CLIENT, NO_TIME, NO_WAIT, client(e.secured()), " " + id(e.id()), shown);
            }
            line(
                    lines,
                    Ink.CLIENT,
                    time,
                    NO_WAIT,
                    client(e.secured()),
                    " " + id(e.id()),
                    e.content().toString());
        } else if (event instanceof TraceEvent.Failed e) {
            alarm(lines, time, e.phase() + ": " + e.what());
        } else if (event instanceof TraceEvent.Explained e) {
            String source = e.source().map(where -> " (" + where + ")").orElse("");
            remark(lines, e.meaning() + source);
            e.fix().ifPresent(fix -> remark(lines, "fix: " + fix));
        } else if (event instanceof TraceEvent.Closed e) {
            fact(lines, time, "closed: " + e.how());
            fact(lines, NO_TIME, totals(e.totals()));
        }
    }

    private void secured(StringBuilder lines, String time, TlsReport tls) {
        String session = tls.protocol() + " " + tls.cipher() + (tls.resumed() ? ", resumed" : "");
        fact(lines, time, "TLS: %s (%s)".formatted(session, millis(tls.handshake())));
        fact(lines, NO_TIME, "     subject " + tls.subject());
        fact(lines, NO_TIME, "     names   " + String.join(", ", tls.names()));
        fact(lines, NO_TIME, "     issuer  " + tls.issuer());
        fact(lines, NO_TIME, "     expires " + tls.expires());
        fact(lines, NO_TIME, "     verify  " + tls.verification());
        tls.details().ifPresent(details -> detailed(lines, details));
    }

    private void detailed(StringBuilder lines, TlsDetails tls) {
        fact(lines, NO_TIME, "     begins  " + tls.begins());
        fact(lines, NO_TIME, "     key     " + tls.key());
        fact(lines, NO_TIME, "     sha256  " + tls.sha256());
        fact(lines, NO_TIME, "     alpn    " + tls.alpn().orElse("none"));
        for (int i = 0; i < tls.chain().size(); i++) {
            TlsDetails.Certificate link = tls.chain().get(i);
            fact(lines, NO_TIME, "     chain %d %s, issuer %s".formatted(i, link.subject(), link.issuer()));
        }
    }

    private void received(StringBuilder lines, String time, TraceEvent.Received reply) {
        boolean refused = reply.answer().refused();
        String mark = (reply.secured() ? "<~" : "<-") + (refused ? "* " : "  ");
        Ink ink = refused ? Ink.REFUSAL : Ink.SERVER;
        List<String> said = reply.lines();
        line(lines, ink, time, "%9s ms".formatted(tenths(reply.waited())), mark, " " + id(reply.id()), said.get(0));
        said.stream().skip(1).forEach(more -> line(lines, ink, NO_TIME, NO_WAIT, mark, " " + id(reply.id()), more));
    }

    private void fact(StringBuilder lines, String time, String text) {
        line(lines, Ink.FACT, time, NO_WAIT, "=== ", "", text);
    }

    private void remark(StringBuilder lines, String text) {
        line(lines, Ink.REMARK, NO_TIME, NO_WAIT, "?   ", "", text);
    }

    private void alarm(StringBuilder lines, String time, String text) {
        line(lines, Ink.ALARM, time, NO_WAIT, "*** ", "", text);
    }

    private void line(StringBuilder lines, Ink ink, String time, String wait, String mark, String id, String text) {
        String whose = alwaysNamed || Speakers.areSeveral(out) ? name + " " : "";
        String line = (whose + time + wait + " " + mark + id + Shown.line(text)).stripTrailing();
        lines.append(colour ? ink.on(line) : line).append(System.lineSeparator());
    }

    private static String totals(Totals totals) {
        return "     %d commands in %d writes, %d turnarounds, %d octets sent, %d received, %s waited"
                .formatted(
                        totals.commands(),
                        totals.groups(),
                        totals.turnarounds(),
                        totals.sent(),
                        totals.received(),
                        millis(totals.waited()));
    }

    private static String client(boolean secured) {
        return secured ? " ~> " : " -> ";
    }

    private static String bracket(TraceEvent.Sent sent) {
        return sent.group()
                .map(group -> group.isFirst() ? "," : group.isLast() ? "`" : "|")
                .orElse(" ");
    }

    private static String id(int id) {
        return "%3s ".formatted("#" + id);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%+9.3f", nanos / 1e9);
    }

    private static String millis(Duration took) {
        return tenths(took) + " ms";
    }

    private static String tenths(Duration took) {
        return String.format(Locale.ROOT, "%.1f", took.toNanos() / 1e6);
    }

    private enum Ink {
        CLIENT("36"),
        SERVER("32"),
        REFUSAL("1;31"),
        FACT("2"),
        REMARK("35"),
        ALARM("33");

        private final String code;

        Ink(String code) {
            this.code = code;
        }

        String on(String line) {
            return "\u001b[" + code + "m" + line + "\u001b[0m";
        }
    }
}
