package dev.parley.cli;

import dev.parley.cli.explain.ExplainCommand;
import dev.parley.cli.probe.ProbeCommand;
import dev.parley.cli.send.SendCommand;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Failures;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.Misuse;
import dev.parley.cli.shared.Surroundings;
import dev.parley.cli.sieve.AccountUrl;
import dev.parley.cli.sieve.SieveCommand;
import dev.parley.cli.trace.TraceCommand;
import dev.parley.trace.face.Terminal;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/** The {@code parley} command. */
@Command(
        name = "parley",
        description = "Sends mail, probes servers, manages Sieve scripts, and shows every line of the dialog.",
        footerHeading = "%nExit codes (sysexits.h):%n",
        footer = {
            "   0  success",
            "   1  a difference (trace diff, trace serve), or a failed step (demo)",
            "  64  an option, argument or property is invalid",
            "  65  permanent rejection by the server, or invalid input data",
            "  66  a file cannot be read or written",
            "  69  the server cannot be reached, or does not support what was requested",
            "  75  transient rejection, or the result is uncertain: try again later",
            "  77  the login was rejected",
            "",
            "parley COMMAND --help shows the options of a command, with examples."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Parley.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Parley {
    private Parley() {}

    public static void main(String[] arguments) {
        int code = commandLine(process(terminal())).execute(arguments);
        // After a success the JVM must exit by itself: no thread may be left running.
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
                .registerConverter(HostPort.class, typed(HostPort::of))
                .registerConverter(AccountUrl.class, typed(AccountUrl::of))
                .setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.errors(), true))
                .setParameterExceptionHandler(new Misuse())
                .setExecutionExceptionHandler(new Failures(surroundings.errors()))
                .setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    }

    /** Reports the message of an IllegalArgumentException without the names of Java classes. */
    private static <T> ITypeConverter<T> typed(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    private static void usageCode(CommandLine command) {
        command.getCommandSpec().exitCodeOnInvalidInput(Exit.USAGE);
        command.getSubcommands().values().forEach(Parley::usageCode);
    }

    /** The launcher detects a terminal on standard output; a JVM has no Console if its input is a pipe. */
    private static Terminal terminal() {
        String setByLauncher = System.getProperty("parley.terminal");
        return setByLauncher == null
                ? Terminal.behind(System.out)
                : new Terminal(Boolean.parseBoolean(setByLauncher), System.getenv());
    }

    private static Surroundings process(Terminal terminal) {
        return new Surroundings(
                System.in,
                System.out,
                System.err,
                terminal.present(),
                terminal.colour(),
                terminal.environment(),
                new TerminalPrompt());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Parley.class.getPackage().getImplementationVersion();
            return new String[] {"parley " + Optional.ofNullable(version).orElse("(unpackaged)")};
        }
    }
}
