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

/** {@code parley sieve get}. */
@Command(
        name = "get",
        description = "Prints a script unchanged.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve get sieve://joe@mail.example.org lists > lists.sieve",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    GetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        byte[] octets =
                account.talk(surroundings, store -> Account.script(store, name).getScriptBytes());
        surroundings.out().write(octets);
        surroundings.out().flush();
        return Exit.OK;
    }
}
