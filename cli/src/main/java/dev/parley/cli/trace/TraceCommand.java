package dev.parley.cli.trace;

import dev.parley.cli.shared.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code parley trace}. */
@Command(
        name = "trace",
        description = "Shows, compares and replays traces that mail.<protocol>.trace=json has recorded.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley trace text trace.jsonl",
            "  parley trace html trace.jsonl > trace.html",
            "  parley trace diff yesterday.jsonl today.jsonl",
            "  parley trace serve trace.jsonl --port 2525"
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TraceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private TraceCommand() {}

    /** The command with its subcommands. */
    public static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new TraceCommand())
                .addSubcommand(new TextCommand(surroundings))
                .addSubcommand(new HtmlCommand(surroundings.out()))
                .addSubcommand(new DiffCommand(surroundings.out()))
                .addSubcommand(new ServeCommand(surroundings.out()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: use text, html, diff or serve");
    }
}
