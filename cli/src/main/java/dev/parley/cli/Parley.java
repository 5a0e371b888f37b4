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
        description = "Mail dialogs through Jakarta Mail, every line visible.",
        footerHeading = "%nExit codes, as sysexits.h has them:%n",
        footer = {
            "   0  done",
            "  64  what was typed cannot be used",
            "  65  refused for good",
            "  66  a file cannot be read or written",
            "  69  the server cannot be reached, or the dialog cannot be as asked for",
            "  75  refused for now: worth another try",
            "  77  the login was refused",
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
                .registerConverter(HostPort.class, typed(HostPort::of))
                .registerConverter(AccountUrl.class, typed(AccountUrl::of))
                .setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.errors(), true))
                .setParameterExceptionHandler(new Misuse())
                .setExecutionExceptionHandler(new Failures(surroundings.errors()))
                .setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    }

    /** With the reason in its own words, without the names of Java's classes around it. */
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
