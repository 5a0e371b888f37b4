package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.ScriptInfo;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code parley sieve backup}. */
@Command(
        name = "backup",
        description = "Writes all scripts, and the name of the active one, to a folder.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve backup sieve://joe@mail.example.org scripts",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(
            index = "1",
            paramLabel = "FOLDER",
            description = "The folder. It is created if it does not exist, and must be empty.")
    private Path folder;

    BackupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        Backup backup = Backup.into(folder);
        return account.talk(surroundings, store -> {
            for (ScriptInfo script : store.listScripts()) {
                backup.write(script, Account.script(store, script.name()).getScriptBytes());
                surroundings.out().println(script.name());
            }
            return Exit.OK;
        });
    }
}
