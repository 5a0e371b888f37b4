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
            "Sends mail and stores Sieve scripts on servers that live and end with the demo, and shows the dialogs.",
            "",
            "All servers listen on loopback, on ports that are free. Afterwards there is one line for each step;"
                    + " the exit code is 0 when every step worked, else 1.",
            "",
            "The dialogs stay in target/demo of the current folder, as text, as pages for a browser, and as"
                    + " JSON Lines."
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
