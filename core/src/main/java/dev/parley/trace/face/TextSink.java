package dev.parley.trace.face;

import dev.parley.trace.Escaped;
import dev.parley.trace.TlsDetails;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Totals;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import dev.parley.trace.outcome.DialogOutcome;
import dev.parley.wire.Text;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the trace as text. The columns are: seconds since the connection was requested, milliseconds waited for a reply,
 * a mark, the number of the command, the text.
 *
 * <pre>
 *  -&gt;  the client, without TLS      &lt;-  the server, without TLS
 *  ~&gt;  the client, over TLS      &lt;~  the server, over TLS
 *  &lt;-* &lt;~*  rejection
 *  ===  a fact or a decision     ***  warning or failure
 *  ?  what it means, and what to do
 *  , | `  commands of a group, before the number
 * </pre>
 */
public final class TextSink implements TraceSink {
    private static final int WIDTH = 120;
    private static final String NO_TIME = " ".repeat(9);
    private static final String NO_WAIT = " ".repeat(12);

    private final DialogOutcome outcome = new DialogOutcome();

    /** Null: the style is {@link Style#FULL}. */
    private final CompactLines compact;

    private final PrintStream out;
    private final boolean colour;
    private final boolean closesStream;
    private final boolean alwaysNamed;
    private String name = "";

    /** How much the text contains. */
    public enum Style {
        /** Each line of the client and the server, the details of TLS, and the reasons of decisions. */
        FULL,
        /** One line for a command and its reply. */
        COMPACT
    }

    /**
     * Does not close the stream with the connection.
     *
     * @param colour whether escape sequences may colour the lines
     */
    public TextSink(PrintStream out, boolean colour) {
        this(out, Style.FULL, colour);
    }

    /**
     * Does not close the stream with the connection.
     *
     * @param colour whether escape sequences may colour the lines
     */
    public TextSink(PrintStream out, Style style, boolean colour) {
        this(out, style, colour, false, false);
    }

    private TextSink(PrintStream out, Style style, boolean colour, boolean closesStream, boolean alwaysNamed) {
        this.compact = style == Style.COMPACT ? new CompactLines() : null;
        this.out = out;
        this.colour = colour;
        this.closesStream = closesStream;
        this.alwaysNamed = alwaysNamed;
        SharedStreams.add(out);
    }

    /** @param shared whether other connections may write to the file: then each line begins with the name */
    static TextSink inFile(PrintStream out, Style style, boolean shared) {
        return new TextSink(out, style, false, true, shared);
    }

    @Override
    public void accept(TraceEvent event) {
        out.print(compact == null ? fullText(event) : compactText(event));
        WriteErrors.check(out);
    }

    private String fullText(TraceEvent event) {
        Lines lines = new Lines(CompactLines.seconds(event.nanos()));
        for (String givenUp : outcome.add(event)) {
            lines.alarm(givenUp);
        }
        event.accept(lines);
        return lines.text.toString();
    }

    private String compactText(TraceEvent event) {
        if (event instanceof TraceEvent.Opened opened) {
            name = opened.dialog();
        }
        StringBuilder text = new StringBuilder();
        for (CompactLines.Line line : compact.add(event)) {
            print(text, line.colour(), prefix() + line.text(), prefix().length() + line.indent());
        }
        return text.toString();
    }

    /** The name of the connection, where others may write to the stream too. */
    private String prefix() {
        return alwaysNamed || SharedStreams.isShared(out) ? name + " " : "";
    }

    /** @param indent where the text begins after the columns */
    private void print(StringBuilder text, LineColour lineColour, String line, int indent) {
        String shown = line.stripTrailing();
        if (!colour) {
            text.append(shown).append(System.lineSeparator());
            return;
        }
        for (String part : wrapped(shown, indent)) {
            text.append(lineColour.on(part)).append(System.lineSeparator());
        }
    }

    @Override
    public void close() {
        SharedStreams.remove(out);
        if (closesStream) {
            out.close();
        }
    }

    /** The lines of one event. */
    private final class Lines implements TraceEvent.Visitor {
        private final StringBuilder text = new StringBuilder();
        private final String time;

        Lines(String time) {
            this.time = time;
        }

        @Override
        public void opened(TraceEvent.Opened event) {
            name = event.dialog();
            String where = event.port() == 0 ? event.host() : event.host() + ":" + event.port();
            fact(time, "%s %s to %s (%s)".formatted(event.when(), event.protocol(), where, name));
        }

        @Override
        public void fact(TraceEvent.Fact event) {
            fact(time, event.sentence() + " (" + Span.millis(event.took()) + " ms)");
        }

        @Override
        public void secured(TraceEvent.Secured event) {
            TlsReport tls = event.tls();
            String session = tls.protocol() + " " + tls.cipher() + (tls.resumed() ? ", resumed" : "");
            fact(time, "TLS: %s (%s ms)".formatted(session, Span.millis(tls.handshake())));
            certificate(tls);
            more("verify  " + tls.verification());
            tls.details().ifPresent(this::details);
        }

        private void certificate(TlsReport tls) {
            more("subject " + tls.subject());
            more("names   " + String.join(", ", tls.names()));
            more("issuer  " + tls.issuer());
            more("expires " + tls.expires());
        }

        private void details(TlsDetails tls) {
            more("begins  " + tls.begins());
            more("key     " + tls.key());
            more("sha256  " + tls.sha256());
            more("alpn    " + tls.alpn().orElse("none"));
            for (int i = 0; i < tls.chain().size(); i++) {
                TlsDetails.Certificate link = tls.chain().get(i);
                more("chain %d %s, issuer %s".formatted(i, link.subject(), link.issuer()));
            }
        }

        @Override
        public void offered(TraceEvent.Offered event) {
            // Part of the reply before it.
        }

        @Override
        public void decided(TraceEvent.Decided event) {
            String property = event.property().map(name -> " (" + name + ")").orElse("");
            fact(time, event.topic() + ": " + event.choice() + ", because " + event.because() + property);
        }

        @Override
        public void warned(TraceEvent.Warned event) {
            alarm("%s: %s (%s)".formatted(event.topic(), event.text(), event.property()));
        }

        @Override
        public void sent(TraceEvent.Sent event) {
            line(
                    LineColour.CLIENT,
                    time,
                    NO_WAIT,
                    client(event.secured()),
                    bracket(event) + id(event.id()),
                    event.line());
        }

        @Override
        public void received(TraceEvent.Received event) {
            boolean rejected = event.answer().refused();
            String mark = (event.secured() ? "<~" : "<-") + (rejected ? "* " : "  ");
            LineColour lineColour = rejected ? LineColour.REJECTION : LineColour.SERVER;
            String at = time;
            String wait = "%9s ms".formatted(Span.millis(event.waited()));
            for (String line : event.lines()) {
                line(lineColour, at, wait, mark, " " + id(event.id()), line);
                at = NO_TIME;
                wait = NO_WAIT;
            }
        }

        @Override
        public void content(TraceEvent.Content event) {
            String mark = client(event.secured());
            for (String line : event.head()) {
                line(LineColour.CLIENT, NO_TIME, NO_WAIT, mark, " " + id(event.id()), line);
            }
            line(
                    LineColour.CLIENT,
                    time,
                    NO_WAIT,
                    mark,
                    " " + id(event.id()),
                    event.content().toString());
        }

        @Override
        public void failed(TraceEvent.Failed event) {
            alarm(event.phase() + ": " + event.what());
            event.tls().ifPresent(this::certificate);
            event.tls().flatMap(TlsReport::details).ifPresent(this::details);
        }

        @Override
        public void explained(TraceEvent.Explained event) {
            remark(event.meaning()
                    + event.source().map(where -> " (" + where + ")").orElse(""));
            event.fix().ifPresent(fix -> remark("fix: " + fix));
        }

        @Override
        public void closed(TraceEvent.Closed event) {
            Totals totals = event.totals();
            fact(time, "closed: " + event.how());
            more("%s in %s, %s, %s sent, %s received, %s ms waited"
                    .formatted(
                            Text.count(totals.commands(), "command"),
                            Text.count(totals.groups(), "write"),
                            Text.count(totals.turnarounds(), "turnaround"),
                            Text.count(totals.sent(), "octet"),
                            Text.count(totals.received(), "octet"),
                            Span.millis(totals.waited())));
        }

        private void fact(String time, String text) {
            line(LineColour.FACT, time, NO_WAIT, "=== ", "", text);
        }

        private void more(String text) {
            fact(NO_TIME, "     " + text);
        }

        private void remark(String text) {
            line(LineColour.REMARK, NO_TIME, NO_WAIT, "?   ", "", text);
        }

        private void alarm(String text) {
            line(LineColour.ALARM, time, NO_WAIT, "*** ", "", text);
        }

        private void line(LineColour lineColour, String time, String wait, String mark, String id, String shown) {
            String columns = prefix() + time + wait + " " + mark + id;
            int indent =
                    columns.length() + shown.length() - shown.stripLeading().length();
            print(text, lineColour, columns + Escaped.line(shown), indent);
        }
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

    /**
     * A text for a terminal, which would continue a long line in its first column: lines of at most 120 characters that
     * continue in their own column. A longer word stays whole.
     *
     * @param indent where the text begins after the columns, and continues
     */
    private static List<String> wrapped(String whole, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = whole;
        int earliest = Math.min(indent, whole.length());
        while (rest.length() > WIDTH) {
            int end = rest.lastIndexOf(' ', WIDTH);
            if (end <= earliest) {
                end = rest.indexOf(' ', Math.max(WIDTH, earliest));
            }
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = " ".repeat(indent) + rest.substring(end + 1);
        }
        lines.add(rest);
        return lines;
    }
}
