package dev.parley.trace.face;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The dialog as one HTML page, written when the dialog is over: for a browser, a ticket, paper. It holds no script and
 * asks for nothing from elsewhere, whatever the server said.
 *
 * <p>Until then it keeps the rows of the first 1000 events, up to a mebi of characters, and those of the last 500, up to
 * half of that; of one event's lines the first 200 and the last. The page says how much it leaves out; its totals and
 * its first refusals are those of the whole dialog.
 */
public final class HtmlSink implements TraceSink {
    private final Supplier<PrintStream> out;
    private final boolean early;
    private final Summary summary = new Summary();
    private final PageRows rows = new PageRows();
    private final Kept kept = new Kept();

    /** @param out gets the page, in UTF-8, and is closed */
    public HtmlSink(PrintStream out) {
        this(() -> out, false);
    }

    private HtmlSink(Supplier<PrintStream> out, boolean early) {
        this.out = out;
        this.early = early;
    }

    /** The page is there as soon as the dialog begins, and says that it is not over. */
    static HtmlSink inFile(TraceFile file, TraceFile.Subject subject) {
        Path page = file.alone(Face.HTML, subject);
        return new HtmlSink(() -> file.print(page), true);
    }

    @Override
    public void accept(TraceEvent event) {
        Optional<Span> wait = Span.endedBy(event, summary.nanos());
        summary.add(event, wait);
        rows.row(event, wait).ifPresent(row -> kept.add(row.toString()));
        if (early && event instanceof TraceEvent.Opened) {
            print();
        }
    }

    @Override
    public void close() {
        print();
    }

    private void print() {
        try (PrintStream page = out.get()) {
            new Page(summary, kept).print(page);
            Written.completely(page);
        }
    }
}
