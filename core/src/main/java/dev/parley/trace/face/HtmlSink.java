package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes the trace as one HTML page when the connection is closed. The page contains no script and loads nothing, whatever
 * the server sends.
 *
 * <p>Until then it keeps the rows of the first 1000 events, up to 1 Mi characters, and those of the last 500, up to 512 Ki;
 * of the lines of one event the first 200 and the last. The page shows how much is omitted; its totals and its first
 * rejections are those of the whole connection.
 */
public final class HtmlSink implements TraceSink {
    private final Supplier<PrintStream> out;
    private final ZoneId zone;
    private final boolean printsEarly;
    private final Summary summary = new Summary();
    private final PageRows rows = new PageRows();
    private final PageBuffer buffer = PageBuffer.ofRows();
    private final PageCopy copy = new PageCopy();

    /** @param out receives the page, in UTF-8, and is closed */
    public HtmlSink(PrintStream out) {
        this(out, ZoneId.systemDefault());
    }

    /** @param zone whose local time the page shows with UTC */
    HtmlSink(PrintStream out, ZoneId zone) {
        this(() -> out, zone, false);
    }

    private HtmlSink(Supplier<PrintStream> out, ZoneId zone, boolean printsEarly) {
        this.out = out;
        this.zone = zone;
        this.printsEarly = printsEarly;
    }

    /** The page is also written when the connection begins, with a note that it is not complete. */
    static HtmlSink inFile(TraceFile file, TraceFile.Subject subject) {
        Path page = file.alone(Face.HTML, subject);
        return new HtmlSink(() -> file.print(page), ZoneId.systemDefault(), true);
    }

    @Override
    public void accept(TraceEvent event) {
        List<Span> spans = summary.add(event);
        rows.row(event, spans).ifPresent(row -> buffer.add(row.toString()));
        copy.add(event);
        if (printsEarly && event instanceof TraceEvent.Opened) {
            print();
        }
    }

    @Override
    public void close() {
        print();
    }

    private void print() {
        try (PrintStream page = out.get()) {
            new Page(summary, buffer, copy, zone).print(page);
            WriteErrors.check(page);
        }
    }
}
