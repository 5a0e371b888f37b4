package dev.parley.cli;

import dev.parley.cli.explain.ExplainCommand;
import dev.parley.cli.probe.ProbeCommand;
import dev.parley.cli.send.SendCommand;
import dev.parley.cli.server.ServerCommand;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExecutionErrorHandler;
import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.TimeLimit;
import dev.parley.cli.shared.UsageErrorHandler;
import dev.parley.cli.sieve.AccountUrl;
import dev.parley.cli.sieve.SieveCommand;
import dev.parley.cli.smtp.SmtpCommand;
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
        description =
                "Sends mail, probes servers, verifies addresses, manages Sieve scripts, shows and replays traces, runs a server for"
                        + " tests, and explains replies.",
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
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Parley.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Parley {
    private Parley() {}

    public static void main(String[] arguments) {
        int code = commandLine(processContext(terminal())).execute(arguments);
        // After a success the JVM must exit by itself: no thread may be left running.
        if (code != 0) {
            System.exit(code);
        }
    }

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new Parley())
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new SendCommand(context))
                .addSubcommand(new ProbeCommand(context))
                .addSubcommand(new SmtpCommand(context))
                .addSubcommand(new SieveCommand(context))
                .addSubcommand(TraceCommand.of(context))
                .addSubcommand(new ServerCommand(context.out()))
                .addSubcommand(new ExplainCommand(context))
                .addSubcommand(new CompletionCommand(context.out()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(HostPort.class, converter(HostPort::of))
                .registerConverter(TimeLimit.class, converter(TimeLimit::of))
                .registerConverter(AccountUrl.class, converter(AccountUrl::of))
                .setOut(new PrintWriter(context.out(), true))
                .setErr(new PrintWriter(context.errors(), true))
                .setParameterExceptionHandler(new UsageErrorHandler())
                .setExecutionExceptionHandler(new ExecutionErrorHandler(context.errors()))
                .setColorScheme(Help.defaultColorScheme(context.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    }

    /** Reports the message of an IllegalArgumentException without the names of Java classes. */
    private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** The launcher detects a terminal on standard output; a JVM has no Console if its input is a pipe. */
    private static Terminal terminal() {
        String setByLauncher = System.getProperty("parley.terminal");
        return setByLauncher == null
                ? Terminal.of(System.out)
                : new Terminal(Boolean.parseBoolean(setByLauncher), System.getenv());
    }

    private static CommandContext processContext(Terminal terminal) {
        return new CommandContext(
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
