package dev.parley.cli.shared;

import java.io.PrintWriter;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints the error in a command line and a pointer to the help, not the help itself. */
public final class Misuse implements CommandLine.IParameterExceptionHandler {
    private static final Pattern PASSWORD = Pattern.compile(
            "(?i)(?:--?(?:pass\\w*|pwd?|secret|token)|-D.*(?:password|secret|token)\\w*)(?:=.*)?", Pattern.DOTALL);

    @Override
    public int handleParseException(ParameterException misuse, String[] typed) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        PrintWriter errors = misuse.getCommandLine().getErr();
        if (hasPassword(misuse, typed)) {
            errors.println(command.qualifiedName() + ": " + PasswordOptions.SEEN);
            return Exit.USAGE;
        }
        errors.println(command.qualifiedName() + ": " + words(misuse));
        UnmatchedArgumentException.printSuggestions(misuse, errors);
        errors.println("See '" + command.qualifiedName() + " --help' for options and examples.");
        return Exit.USAGE;
    }

    /**
     * Whether the command line contains a password: an unknown option with such a name. The error then repeats no part of
     * the command line.
     */
    private static boolean hasPassword(ParameterException misuse, String[] typed) {
        Map<String, OptionSpec> options =
                misuse.getCommandLine().getCommandSpec().optionsMap();
        for (String argument : typed) {
            String name = argument.split("=", 2)[0];
            if (!options.containsKey(name) && PASSWORD.matcher(argument).matches()) {
                return true;
            }
        }
        return false;
    }

    private static String words(ParameterException misuse) {
        if (misuse instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String argument = "'" + unmatched.getUnmatched().get(0) + "'";
            return misuse.getCommandLine().getSubcommands().isEmpty()
                    ? "unexpected argument " + argument
                    : argument + " is not a command";
        }
        return misuse.getMessage();
    }
}
