package dev.parley.cli.trace;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.replay.Recording;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.HtmlSink;
import dev.parley.trace.face.TextSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley trace}, with one method for each subcommand, and {@link ServeCommand}. */
@Command(
        name = "trace",
        description = "Shows, compares and replays traces that mail.<protocol>.trace=json has recorded.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley trace text trace.jsonl",
            "  parley trace html trace.jsonl > trace.html",
            "  parley trace html traces/",
            "  parley trace diff yesterday.jsonl today.jsonl",
            "  parley trace serve trace.jsonl --port 2525"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class TraceCommand {
    private static final String TRACE = "A trace in JSON Lines (mail.<protocol>.trace=json).";
    private static final int CONTEXT_LINES = 3;
    /** The width of the two columns with times, which are zeros in a timeless trace. */
    private static final int TIME_COLUMNS = 22;

    private final CommandContext context;

    private TraceCommand(CommandContext context) {
        this.context = context;
    }

    /** The command with its subcommands. */
    public static CommandLine of(CommandContext context) {
        return new CommandLine(new TraceCommand(context)).addSubcommand(new ServeCommand(context.out()));
    }

    @Command(
            name = "text",
            description = "Shows the recorded dialogs of a file as text.",
            footerHeading = "%nExample:%n",
            footer = "  parley trace text trace.jsonl")
    int text(
            @Option(names = "--compact", description = "One line for a command and its reply.") boolean compact,
            @Parameters(paramLabel = "FILE", description = TRACE) Path file)
            throws CliException {
        TextSink.Style style = compact ? TextSink.Style.COMPACT : TextSink.Style.FULL;
        for (Recording dialog : RecordedDialogs.of(file)) {
            try (TextSink text = new TextSink(context.out(), style, context.colour())) {
                dialog.events().forEach(text::accept);
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "html",
            description = {
                "Writes a recorded dialog as an HTML page to standard output.",
                "For a folder, writes the file index.html with the dialogs of its .jsonl files, and a page for each dialog."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  parley trace html trace.jsonl > trace.html",
                "  parley trace html --dialog 2 trace.jsonl > second.html",
                "  parley trace html traces/",
                "  parley trace html --output report/ traces/"
            })
    int html(
            @Option(
                            names = "--dialog",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "The number of the dialog in the file, from 1.")
                    int number,
            @Option(
                            names = "--output",
                            paramLabel = "FOLDER",
                            description = "Where the pages of a folder are written. Default: this folder.")
                    Optional<Path> output,
            @Parameters(paramLabel = "FILE", description = TRACE + " Or a folder of them.") Path file)
            throws CliException {
        if (Files.isDirectory(file)) {
            return new TraceFolder(file, output.orElse(file), context).writePages();
        } else if (output.isPresent()) {
            throw new CliException(ExitCode.USAGE, "--output requires a folder of traces, and " + file + " is none");
        }
        List<Recording> dialogs = RecordedDialogs.of(file);
        if (number < 1 || number > dialogs.size()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--dialog " + number + " is out of range: " + file + " has dialogs 1 to " + dialogs.size());
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try (HtmlSink html = new HtmlSink(new PrintStream(page, false, StandardCharsets.UTF_8))) {
            dialogs.get(number - 1).events().forEach(html::accept);
        }
        context.out().writeBytes(page.toByteArray());
        context.out().flush();
        return ExitCode.OK;
    }

    @Command(
            name = "diff",
            description = {
                "Compares two files of recorded dialogs, ignoring times, identifiers of dialogs, and ports.",
                "The exit code is 0 if the files are equal, otherwise 1."
            },
            footerHeading = "%nExample:%n",
            footer = "  parley trace diff yesterday.jsonl today.jsonl")
    int diff(
            @Parameters(index = "0", paramLabel = "BEFORE", description = TRACE) Path before,
            @Parameters(index = "1", paramLabel = "AFTER", description = "The trace of another run.") Path after)
            throws CliException {
        List<String> old = timelessLines(before);
        List<String> difference = UnifiedDiffUtils.generateUnifiedDiff(
                before.toString(), after.toString(), old, DiffUtils.diff(old, timelessLines(after)), CONTEXT_LINES);
        difference.forEach(context.out()::println);
        return difference.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static List<String> timelessLines(Path file) throws CliException {
        List<String> lines = new ArrayList<>();
        for (Recording dialog : RecordedDialogs.of(file)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TextSink text = new TextSink(new PrintStream(bytes, true, StandardCharsets.UTF_8), false)) {
                dialog.timeless().stream().filter(TraceCommand::isComparable).forEach(text::accept);
            }
            bytes.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(Math.min(TIME_COLUMNS, line.length())))
                    .forEach(lines::add);
        }
        return lines;
    }

    /** The begin and the ports differ between two runs. */
    private static boolean isComparable(TraceEvent event) {
        return !(event instanceof TraceEvent.Opened || event instanceof TraceEvent.Connected);
    }
}
