package dev.parley.cli.sieve;

import dev.parley.cli.shared.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code parley sieve}, with one subcommand for each operation. */
@Command(
        name = "sieve",
        description = "Manages the Sieve scripts of an account (ManageSieve, RFC 5804).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley sieve ls sieve://joe@mail.example.org",
            "  parley sieve put --activate sieve://joe@mail.example.org lists lists.sieve",
            "  parley sieve edit --password-file ~/.secret sieve://joe@example.org lists",
            "  parley sieve ls sieve://joe%%40example.org@mail.example.org"
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class SieveCommand {
    private SieveCommand() {}

    public static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new SieveCommand())
                .addSubcommand(new ListCommand(surroundings))
                .addSubcommand(new GetCommand(surroundings))
                .addSubcommand(new PutCommand(surroundings))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new ActivateCommand(surroundings))
                .addSubcommand(new DeactivateCommand(surroundings))
                .addSubcommand(new RenameCommand(surroundings))
                .addSubcommand(new RemoveCommand(surroundings))
                .addSubcommand(new EditCommand(surroundings))
                .addSubcommand(new BackupCommand(surroundings))
                .addSubcommand(new RestoreCommand(surroundings));
    }
}
