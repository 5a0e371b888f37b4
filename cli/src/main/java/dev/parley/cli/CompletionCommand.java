package dev.parley.cli;

import java.io.PrintStream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code parley completion}. */
@Command(
        name = "completion",
        description = "Prints what bash and zsh need to complete parley's commands and options.",
        footerHeading = "%nExample:%n",
        footer = "  source <(parley completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    private final PrintStream out;

    @Spec
    private CommandSpec spec;

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    /** Picocli knows no file where it is an Optional or one of many: where nothing is to be offered, bash offers files. */
    @Override
    public void run() {
        String script = AutoComplete.bash("parley", spec.root().commandLine());
        out.print(script.replaceAll(".*compopt \\+o default\n", ""));
        out.flush();
    }
}
