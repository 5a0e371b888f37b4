package dev.parley.cli;

import dev.parley.cli.demo.Demo;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code parley demo}. */
@Command(
        name = "demo",
        description = {
            "Sends mail and stores Sieve scripts on servers that it starts itself, and shows the dialogs.",
            "",
            "All servers listen on free ports of the loopback address. The end of the output has one line for each"
                    + " step. The exit code is 0 if every step succeeded, otherwise 1.",
            "",
            "The dialogs are stored in target/demo of the current folder, as text, HTML pages and JSON Lines."
        },
        footerHeading = "%nExample:%n",
        footer = "  parley demo | less -R")
final class DemoCommand implements Callable<Integer> {
    private static final Path FOLDER = Path.of("target", "demo");

    private final CommandContext context;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Demo demo = Demo.onLoopback(context.out(), context.colour(), FOLDER.toAbsolutePath());
        return demo.run() ? ExitCode.OK : ExitCode.FAILED;
    }
}
