package dev.parley.cli.shared;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The source of the password. It is never an argument, since every user of the machine can read arguments. */
public final class PasswordOptions {
    /** The error message for a password in an argument. */
    public static final String PASSWORD_IN_ARGUMENT =
            "a password in an argument can be read by every user of this machine: use --password-env or --password-file";

    @ArgGroup(exclusive = true)
    private Source source;

    private static final class Source {
        @Option(
                names = "--password-env",
                paramLabel = "NAME",
                description = "The environment variable that contains the password. Without this option and"
                        + " --password-file, parley prompts for the password.")
        private Optional<String> variable = Optional.empty();

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The file whose first line is the password.")
        private Optional<Path> file = Optional.empty();
    }

    /** @throws CliException when there is no password and no terminal for a prompt */
    public String password(String user, CommandContext context) throws CliException {
        if (source != null && source.variable.isPresent()) {
            return ofVariable("--password-env", source.variable.get(), context);
        } else if (source != null) {
            return ofFile("--password-file", source.file.orElseThrow());
        }
        char[] entered = context.prompt().ask("Password of " + user + ": ");
        if (entered == null) {
            throw new CliException(
                    ExitCode.USAGE, "no terminal to prompt for the password: use --password-env or --password-file");
        }
        return requireNonEmpty(
                new String(entered),
                "the password is empty: enter it at the prompt, or use --password-env or --password-file");
    }

    /** @throws CliException when the variable is not set, or is empty */
    static String ofVariable(String option, String name, CommandContext context) throws CliException {
        String secret = context.environment().get(name);
        return requireNonEmpty(
                secret,
                option + ": the variable " + name + (secret == null ? " is not set" : " is empty")
                        + ": set it to the password");
    }

    /** @throws CliException when the file cannot be read, or its first line is empty */
    static String ofFile(String option, Path file) throws CliException {
        String first = InputFile.text(file).lines().findFirst().orElse("");
        return requireNonEmpty(first, option + ": the first line of " + file + " is empty: write the password there");
    }

    private static String requireNonEmpty(String secret, String error) throws CliException {
        if (secret == null || secret.isEmpty()) {
            throw new CliException(ExitCode.USAGE, error);
        }
        return secret;
    }
}
