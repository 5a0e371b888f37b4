package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code parley sieve edit}. */
@Command(
        name = "edit",
        description = "Opens a script in $VISUAL or $EDITOR, and stores it if it was changed.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve edit sieve://joe@mail.example.org lists",
        mixinStandardHelpOptions = true)
final class EditCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Parameters(index = "1", paramLabel = "NAME", description = "The name of the script.")
    private String name;

    EditCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        byte[] before = account.talk(surroundings, this::fetch);
        Draft draft = Draft.of(before);
        try {
            draft.edit(editor());
            byte[] after = draft.octets();
            if (Arrays.equals(before, after)) {
                draft.discard();
                surroundings.errors().println("the script was not changed");
                return Exit.OK;
            }
            List<SieveDiagnostic> warnings = account.talk(surroundings, store -> {
                if (!Arrays.equals(before, fetch(store))) {
                    throw new Complaint(
                            Exit.TEMPORARY,
                            "the script " + name
                                    + " was not stored: it has changed on the server in the meantime: edit it again");
                }
                return Storing.put(store, name, after, false);
            });
            draft.discard();
            warnings.forEach(surroundings.errors()::println);
            return Exit.OK;
        } catch (MessagingException | IOException | Complaint | RuntimeException e) {
            surroundings.errors().println("The edited script is in " + draft.file() + ".");
            throw e;
        }
    }

    /** A script that does not exist is empty. */
    private byte[] fetch(SieveStore store) throws MessagingException {
        SieveFolder script = Account.script(store, name);
        return script.exists() ? script.getScriptBytes() : new byte[0];
    }

    private String editor() {
        return Stream.of("VISUAL", "EDITOR")
                .map(surroundings.environment()::get)
                .filter(editor -> editor != null && !editor.isBlank())
                .findFirst()
                .orElse("vi");
    }
}
