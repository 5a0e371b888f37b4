package dev.parley.cli.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the password is. Never in an argument: every user of the machine sees those. */
public final class PasswordOptions {
    @ArgGroup(exclusive = true)
    private Place place;

    private static final class Place {
        @Option(
                names = "--password-env",
                paramLabel = "NAME",
                description = "The environment variable that holds the password. Neither this nor --password-file: a"
                        + " prompt asks.")
        private Optional<String> variable = Optional.empty();

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The file whose first line is the password.")
        private Optional<Path> file = Optional.empty();
    }

    /** @throws Complaint where there is none, and nobody to ask */
    public String password(String user, Surroundings surroundings) throws Complaint, IOException {
        if (place != null && place.variable.isPresent()) {
            String name = place.variable.get();
            return Optional.ofNullable(surroundings.environment().get(name))
                    .orElseThrow(() -> new Complaint(Exit.USAGE, "--password-env: there is no variable " + name));
        } else if (place != null) {
            Path file = place.file.orElseThrow();
            return Files.readString(file, UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow(() -> new Complaint(Exit.USAGE, "--password-file: " + file + " is empty"));
        }
        char[] typed = surroundings.prompt().ask("Password of " + user + ": ");
        if (typed == null) {
            throw new Complaint(
                    Exit.USAGE, "there is nobody to ask for the password: use --password-env or --password-file");
        }
        return new String(typed);
    }
}
