package dev.parley.cli.shared;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints the error in a command line and a pointer to the help, not the help itself. */
public final class UsageErrorHandler implements CommandLine.IParameterExceptionHandler {
    private static final Pattern PASSWORD = Pattern.compile(
            "(?i)(?:--?(?:key-?)?(?:pass\\w*|pwd?|secret|token)|-D.*(?:password|secret|token)\\w*)(?:=.*)?",
            Pattern.DOTALL);

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        PrintWriter errors = error.getCommandLine().getErr();
        for (String argument : arguments) {
            if (isPassword(argument, command.optionsMap())) {
                boolean isOfKey = argument.toLowerCase(Locale.ROOT).startsWith("--key");
                errors.println(command.qualifiedName() + ": "
                        + (isOfKey
                                ? CertificateOptions.KEY_PASSWORD_IN_ARGUMENT
                                : PasswordOptions.PASSWORD_IN_ARGUMENT));
                return ExitCode.USAGE;
            }
        }
        errors.println(command.qualifiedName() + ": " + message(error));
        if (error instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            suggestCommand(unmatched, errors);
        } else {
            UnmatchedArgumentException.printSuggestions(error, errors);
        }
        errors.println("See '" + command.qualifiedName() + " --help' for options and examples.");
        return ExitCode.USAGE;
    }

    /**
     * Whether an argument may be a password: an unknown option with such a name. The error then repeats no part of the
     * command line.
     */
    private static boolean isPassword(String argument, Map<String, OptionSpec> options) {
        return !options.containsKey(argument.split("=", 2)[0])
                && PASSWORD.matcher(argument).matches();
    }

    /** Picocli compares pairs of letters: it finds no command for transposed letters. */
    private static void suggestCommand(UnmatchedArgumentException error, PrintWriter errors) {
        String typed = error.getUnmatched().get(0).toLowerCase(Locale.ROOT);
        List<String> similar = error.getCommandLine().getSubcommands().keySet().stream()
                .filter(command -> Spelling.areSimilar(typed, command))
                .toList();
        if (!similar.isEmpty()) {
            errors.println("Did you mean: " + String.join(" or ", similar) + "?");
        }
    }

    private static String message(ParameterException error) {
        Set<String> subcommands = error.getCommandLine().getSubcommands().keySet();
        if (error instanceof UnmatchedArgumentException unmatched) {
            String argument = "'" + unmatched.getUnmatched().get(0) + "'";
            return unmatched.isUnknownOption()
                    ? "unknown option " + argument
                    : subcommands.isEmpty() ? "unexpected argument " + argument : argument + " is not a command";
        }
        // A command with subcommands has no parameters of its own.
        return subcommands.isEmpty()
                ? error.getMessage()
                : "missing command: use one of " + String.join(", ", subcommands);
    }
}
