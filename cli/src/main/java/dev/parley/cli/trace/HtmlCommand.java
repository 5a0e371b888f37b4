package dev.parley.cli.trace;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.replay.Recording;
import dev.parley.trace.face.HtmlSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley trace html}. */
@Command(
        name = "html",
        description = "Writes a recorded dialog as an HTML page to standard output.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley trace html trace.jsonl > trace.html",
            "  parley trace html --dialog 2 trace.jsonl > second.html"
        },
        mixinStandardHelpOptions = true)
final class HtmlCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = "--dialog",
            paramLabel = "N",
            defaultValue = "1",
            description = "The number of the dialog in the file, from 1.")
    private int number;

    @Parameters(paramLabel = "FILE", description = "A trace in JSON Lines (mail.<protocol>.trace=json).")
    private Path file;

    HtmlCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Complaint {
        List<Recording> recordings = Recorded.in(file);
        if (number < 1 || number > recordings.size()) {
            throw new Complaint(
                    Exit.USAGE,
                    "--dialog " + number + " is out of range: " + file + " has dialogs 1 to " + recordings.size());
        }
        try (HtmlSink page = new HtmlSink(new PrintStream(new StaysOpen(out), false, StandardCharsets.UTF_8))) {
            recordings.get(number - 1).events().forEach(page::accept);
        }
        return Exit.OK;
    }

    /** Closing the page does not close standard output. */
    private static final class StaysOpen extends FilterOutputStream {
        StaysOpen(PrintStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
