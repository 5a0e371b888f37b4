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

    @Override
    public void run() {
        out.print(AutoComplete.bash("parley", spec.root().commandLine()));
        out.flush();
    }
}
