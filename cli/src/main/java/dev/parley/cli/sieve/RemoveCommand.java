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

/** {@code parley sieve rm}. */
@Command(
        name = "rm",
        description = "Deletes a script. The active script cannot be deleted.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve rm sieve://joe@mail.example.org old",
        mixinStandardHelpOptions = true)
final class RemoveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    RemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        return account.talk(surroundings, store -> {
            Account.script(store, name).delete(false);
            return Exit.OK;
        });
    }
}
