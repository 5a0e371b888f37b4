package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code parley sieve activate}. */
@Command(
        name = "activate",
        description = "Activates a script and deactivates any other.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve activate sieve://joe@mail.example.org lists",
        mixinStandardHelpOptions = true)
final class ActivateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    ActivateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        return account.talk(surroundings, store -> {
            Account.script(store, name).activate();
            return Exit.OK;
        });
    }
}
