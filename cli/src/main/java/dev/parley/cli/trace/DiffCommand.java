package dev.parley.cli.trace;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.replay.Recording;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.TextSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code parley trace diff}. */
@Command(
        name = "diff",
        description = {
            "Compares two files of recorded dialogs, without times, identifiers of dialogs, and ports.",
            "The exit code is 0 if the files are equal, otherwise 1."
        },
        footerHeading = "%nExample:%n",
        footer = "  parley trace diff yesterday.jsonl today.jsonl",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    private static final int CONTEXT = 3;
    private static final int DIFFERENT = 1;

    /** The width of the two columns with times, which are zeros in a timeless trace. */
    private static final int TIMES = 22;

    private final PrintStream out;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A trace in JSON Lines (mail.<protocol>.trace=json).")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The trace of another run.")
    private Path after;

    DiffCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Complaint {
        List<String> was = lines(before);
        List<String> is = lines(after);
        List<String> difference = UnifiedDiffUtils.generateUnifiedDiff(
                before.toString(), after.toString(), was, DiffUtils.diff(was, is), CONTEXT);
        difference.forEach(out::println);
        return difference.isEmpty() ? Exit.OK : DIFFERENT;
    }

    private static List<String> lines(Path file) throws Complaint {
        List<String> lines = new ArrayList<>();
        for (Recording recording : Recorded.in(file)) {
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            try (TextSink text = new TextSink(new PrintStream(shown, true, StandardCharsets.UTF_8), false, true)) {
                recording.timeless().stream().filter(DiffCommand::isSaid).forEach(text::accept);
            }
            shown.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(Math.min(TIMES, line.length())))
                    .forEach(lines::add);
        }
        return lines;
    }

    /** The begin and the ports differ between two runs. */
    private static boolean isSaid(TraceEvent event) {
        return !(event instanceof TraceEvent.Opened || event instanceof TraceEvent.Connected);
    }
}
