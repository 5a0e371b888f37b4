package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.SieveCheck;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code parley sieve check}. */
@Command(
        name = "check",
        description = "Checks a script on the server without storing it.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve check sieve://joe@mail.example.org lists.sieve",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Mixin
    private Body body;

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        byte[] octets = body.octets(surroundings);
        SieveCheck check = account.talk(surroundings, store -> store.checkScript(octets));
        check.diagnostics().forEach(surroundings.out()::println);
        surroundings.out().println(check.ok() ? "ok" : "rejected");
        return check.ok() ? Exit.OK : Exit.DATA;
    }
}
