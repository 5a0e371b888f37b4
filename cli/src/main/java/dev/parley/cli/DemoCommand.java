package dev.parley.cli;

import dev.parley.cli.demo.Demo;
import java.io.IOException;
import java.io.PrintStream;
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
        footer = "  parley demo | less -R",
        mixinStandardHelpOptions = true,
        versionProvider = Parley.Version.class)
final class DemoCommand implements Callable<Integer> {
    private static final Path KEPT = Path.of("target", "demo");

    private final PrintStream out;
    private final boolean colour;

    DemoCommand(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    @Override
    public Integer call() throws IOException {
        return Demo.onLoopback(out, colour, KEPT.toAbsolutePath()).run();
    }
}
