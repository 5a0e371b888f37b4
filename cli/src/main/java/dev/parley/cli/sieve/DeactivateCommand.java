package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code parley sieve deactivate}. */
@Command(
        name = "deactivate",
        description = "Deactivates the active script: mail is no longer filtered.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve deactivate sieve://joe@mail.example.org",
        mixinStandardHelpOptions = true)
final class DeactivateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    DeactivateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        return account.talk(surroundings, store -> {
            store.deactivate();
            return Exit.OK;
        });
    }
}
