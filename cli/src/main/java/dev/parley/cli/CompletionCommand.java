package dev.parley.cli;

import java.io.PrintStream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code parley completion}. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh.",
        footerHeading = "%nExample:%n",
        footer = "  source <(parley completion)")
final class CompletionCommand implements Runnable {
    private final PrintStream out;

    @Spec
    private CommandSpec spec;

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    /** Picocli does not complete file names for Optional and List. Bash offers files if there is no other completion. */
    @Override
    public void run() {
        String script = AutoComplete.bash("parley", spec.root().commandLine());
        out.print(script.replaceAll(".*compopt \\+o default\n", ""));
        out.flush();
    }
}
