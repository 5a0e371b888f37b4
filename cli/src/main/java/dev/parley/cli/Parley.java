package dev.parley.cli;

import java.io.PrintStream;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;

/** The {@code parley} command. */
@Command(
        name = "parley",
        description = "Mail dialogs through Jakarta Mail, every line visible.",
        mixinStandardHelpOptions = true,
        versionProvider = Parley.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Parley {
    private Parley() {}

    public static void main(String[] arguments) {
        int code = commandLine(System.out, Terminal.standardOutput()).execute(arguments);
        // Without a failure the JVM must end by itself: nothing may be left running.
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine(PrintStream out, Terminal terminal) {
        return new CommandLine(new Parley())
                .addSubcommand(new DemoCommand(out, terminal))
                .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Parley.class.getPackage().getImplementationVersion();
            return new String[] {"parley " + Optional.ofNullable(version).orElse("(unpackaged)")};
        }
    }
}
