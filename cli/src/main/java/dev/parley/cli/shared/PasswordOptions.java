package dev.parley.cli.shared;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The source of the password. It is never an argument, since every user of the machine can read arguments. */
public final class PasswordOptions {
    /** The error message for a password in an argument. */
    public static final String SEEN =
            "a password in an argument can be read by every user of this machine: use --password-env or --password-file";

    @ArgGroup(exclusive = true)
    private Place place;

    private static final class Place {
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

    /** @throws Complaint when there is no password and no terminal for a prompt */
    public String password(String user, Surroundings surroundings) throws Complaint {
        if (place != null && place.variable.isPresent()) {
            String name = place.variable.get();
            String secret = surroundings.environment().get(name);
            return given(
                    secret,
                    "--password-env: the variable " + name + (secret == null ? " is not set" : " is empty")
                            + ": set it to the password");
        } else if (place != null) {
            Path file = place.file.orElseThrow();
            String first = InputFile.text(file).lines().findFirst().orElse("");
            return given(first, "--password-file: the first line of " + file + " is empty: write the password there");
        }
        char[] typed = surroundings.prompt().ask("Password of " + user + ": ");
        if (typed == null) {
            throw new Complaint(
                    Exit.USAGE, "no terminal to prompt for the password: use --password-env or --password-file");
        }
        return given(
                new String(typed),
                "the password is empty: enter it at the prompt, or use --password-env or --password-file");
    }

    private static String given(String secret, String error) throws Complaint {
        if (secret == null || secret.isEmpty()) {
            throw new Complaint(Exit.USAGE, error);
        }
        return secret;
    }
}
