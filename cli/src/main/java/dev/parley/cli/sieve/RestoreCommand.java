package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code parley sieve restore}. */
@Command(
        name = "restore",
        description =
                "Stores the scripts of a backup, and activates the script that was active. Other scripts are kept.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve restore sieve://joe@mail.example.org scripts",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "A folder written by backup.")
    private Path folder;

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        Backup backup = Backup.from(folder);
        return account.talk(surroundings, store -> {
            for (String name : backup.names()) {
                Storing.put(store, name, backup.read(name), false);
                surroundings.out().println(name);
            }
            Optional<String> active = backup.active();
            if (active.isPresent()) {
                Account.script(store, active.get()).activate();
            } else {
                store.deactivate();
            }
            return Exit.OK;
        });
    }
}
