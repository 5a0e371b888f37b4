package dev.parley.cli.shared;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was typed is no command: what is wrong with it, and where help is, not the help itself. */
public final class Misuse implements CommandLine.IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException misuse, String[] typed) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        PrintWriter errors = misuse.getCommandLine().getErr();
        errors.println(command.qualifiedName() + ": " + words(misuse));
        UnmatchedArgumentException.printSuggestions(misuse, errors);
        errors.println("'" + command.qualifiedName() + " --help' has the options, and examples.");
        return Exit.USAGE;
    }

    private static String words(ParameterException misuse) {
        if (misuse instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String argument = "'" + unmatched.getUnmatched().get(0) + "'";
            return misuse.getCommandLine().getSubcommands().isEmpty()
                    ? argument + " is one argument too many"
                    : argument + " is no command";
        }
        return misuse.getMessage();
    }
}
