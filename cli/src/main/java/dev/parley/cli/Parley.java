package dev.parley.cli;

import dev.parley.cli.explain.ExplainCommand;
import dev.parley.cli.probe.ProbeCommand;
import dev.parley.cli.send.SendCommand;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Failures;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.Surroundings;
import dev.parley.cli.sieve.AccountUrl;
import dev.parley.cli.sieve.SieveCommand;
import dev.parley.cli.trace.TraceCommand;
import dev.parley.trace.face.Terminal;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;

/** The {@code parley} command. */
@Command(
        name = "parley",
        description = "Mail dialogs through Jakarta Mail, every line visible.",
        footerHeading = "%nExit codes, as sysexits.h has them:%n",
        footer = {
            "  0 done, 64 usage, 65 refused for good, 66 a file, 69 unavailable, 75 try again later, 77 login refused",
            "",
            "parley COMMAND --help has examples."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Parley.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Parley {
    private Parley() {}

    public static void main(String[] arguments) {
        int code = commandLine(process(terminal())).execute(arguments);
        // Without a failure the JVM must end by itself: nothing may be left running.
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine parley = new CommandLine(new Parley())
                .addSubcommand(new DemoCommand(surroundings.out(), surroundings.colour()))
                .addSubcommand(new SendCommand(surroundings))
                .addSubcommand(new ProbeCommand(surroundings))
                .addSubcommand(SieveCommand.of(surroundings))
                .addSubcommand(TraceCommand.of(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new CompletionCommand(surroundings.out()));
        usageCode(parley);
        return parley.setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(HostPort.class, HostPort::of)
                .registerConverter(AccountUrl.class, AccountUrl::of)
                .setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.errors(), true))
                .setExecutionExceptionHandler(new Failures(surroundings.errors()))
                .setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    }

    private static void usageCode(CommandLine command) {
        command.getCommandSpec().exitCodeOnInvalidInput(Exit.USAGE);
        command.getSubcommands().values().forEach(Parley::usageCode);
    }

    /** The launcher knows more than a JVM, which takes a terminal for none when its input is a pipe. */
    private static Terminal terminal() {
        String told = System.getProperty("parley.terminal");
        return told == null ? Terminal.behind(System.out) : new Terminal(Boolean.parseBoolean(told), System.getenv());
    }

    private static Surroundings process(Terminal terminal) {
        return new Surroundings(
                System.in,
                System.out,
                System.err,
                terminal.present(),
                terminal.colour(),
                terminal.environment(),
                question -> {
                    Console console = System.console();
                    return console == null ? null : console.readPassword("%s", question);
                });
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Parley.class.getPackage().getImplementationVersion();
            return new String[] {"parley " + Optional.ofNullable(version).orElse("(unpackaged)")};
        }
    }
}
