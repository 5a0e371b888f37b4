package dev.parley.cli;

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
        Terminal terminal = Terminal.standardOutput();
        int code = new CommandLine(new Parley())
                .addSubcommand(new DemoCommand(System.out, terminal))
                .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
                .execute(arguments);
        // Without a failure the JVM must end by itself: nothing may be left running.
        if (code != 0) {
            System.exit(code);
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Parley.class.getPackage().getImplementationVersion();
            return new String[] {"parley " + Optional.ofNullable(version).orElse("(unpackaged)")};
        }
    }
}
