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

/** {@code parley sieve rename}. */
@Command(
        name = "rename",
        description = "Renames a script. An active script stays active.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve rename sieve://joe@mail.example.org lists mailing-lists",
        mixinStandardHelpOptions = true)
final class RenameCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    @Parameters(index = "2", paramLabel = "NEW", description = "The new name.")
    private String renamed;

    RenameCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        return account.talk(surroundings, store -> {
            Account.script(store, name).renameTo(Account.script(store, renamed));
            return Exit.OK;
        });
    }
}
