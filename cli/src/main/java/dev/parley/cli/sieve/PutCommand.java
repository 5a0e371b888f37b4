package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.SieveDiagnostic;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley sieve put}. */
@Command(
        name = "put",
        description = "Creates or replaces a script. An active script is replaced safely.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve put sieve://joe@mail.example.org lists lists.sieve",
        mixinStandardHelpOptions = true)
final class PutCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    @Mixin
    private Body body;

    @Option(names = "--activate", description = "Activates the script.")
    private boolean activate;

    PutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        byte[] octets = body.octets(surroundings);
        List<SieveDiagnostic> warnings =
                account.talk(surroundings, store -> Storing.put(store, name, octets, activate));
        warnings.forEach(surroundings.errors()::println);
        return Exit.OK;
    }
}
