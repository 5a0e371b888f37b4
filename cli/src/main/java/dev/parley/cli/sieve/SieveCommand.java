package dev.parley.cli.sieve;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.InputFile;
import dev.parley.cli.shared.JsonObject;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCheck;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley sieve}, with one method for each subcommand. */
@Command(
        name = "sieve",
        description = "Manages the Sieve scripts of an account (ManageSieve, RFC 5804).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley sieve ls sieve://joe@mail.example.org",
            "  parley sieve put --activate sieve://joe@mail.example.org lists lists.sieve",
            "  parley sieve edit --password-file ~/.secret sieve://joe@example.org lists",
            "  parley sieve ls sieve://joe%%40example.org@mail.example.org"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class SieveCommand {
    private static final String EXAMPLE = "%nExample:%n";
    private static final String NAME = "The name of the script.";
    private static final String FILE = "The file with the script. Default: standard input.";

    private final CommandContext context;

    public SieveCommand(CommandContext context) {
        this.context = context;
    }

    @Command(
            name = "ls",
            description = "Lists the scripts. An asterisk marks the active one.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve ls sieve://joe@mail.example.org")
    int ls(
            @Mixin Account account,
            @Option(names = "--json", description = "Prints the result as one JSON object.") boolean asJson)
            throws Exception {
        List<ScriptInfo> scripts = account.connected(context, SieveStore::listScripts);
        if (asJson) {
            List<JsonObject> members = scripts.stream()
                    .map(script -> new JsonObject().put("name", script.name()).put("active", script.active()))
                    .toList();
            new JsonObject().put("scripts", members).print(context.out());
        } else {
            scripts.forEach(script -> context.out().println((script.active() ? "* " : "  ") + script.name()));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "get",
            description = "Prints a script unchanged.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve get sieve://joe@mail.example.org lists > lists.sieve")
    int get(@Mixin Account account, @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name)
            throws Exception {
        context.out()
                .write(account.connected(context, store -> script(store, name).getScriptBytes()));
        context.out().flush();
        return ExitCode.OK;
    }

    @Command(
            name = "put",
            description = "Creates or replaces a script. The server checks it before it replaces the active one.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve put sieve://joe@mail.example.org lists lists.sieve")
    int put(
            @Mixin Account account,
            @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name,
            @Parameters(index = "2", arity = "0..1", paramLabel = "FILE", description = FILE) Optional<Path> file,
            @Option(names = "--activate", description = "Activates the script.") boolean activate)
            throws Exception {
        byte[] script = read(file);
        account.connected(context, store -> store(store, name, script, activate))
                .forEach(context.errors()::println);
        return ExitCode.OK;
    }

    @Command(
            name = "check",
            description = "Checks a script on the server without storing it.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve check sieve://joe@mail.example.org lists.sieve")
    int check(
            @Mixin Account account,
            @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = FILE) Optional<Path> file)
            throws Exception {
        byte[] script = read(file);
        SieveCheck check = account.connected(context, store -> store.checkScript(script));
        check.diagnostics().forEach(context.out()::println);
        context.out().println(check.ok() ? "ok" : "rejected");
        return check.ok() ? ExitCode.OK : ExitCode.DATA;
    }

    @Command(
            name = "activate",
            description = "Activates a script and deactivates any other.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve activate sieve://joe@mail.example.org lists")
    int activate(@Mixin Account account, @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name)
            throws Exception {
        return account.connected(context, store -> {
            script(store, name).activate();
            return ExitCode.OK;
        });
    }

    @Command(
            name = "deactivate",
            description = "Deactivates the active script: mail is no longer filtered.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve deactivate sieve://joe@mail.example.org")
    int deactivate(@Mixin Account account) throws MessagingException, IOException, CliException {
        return account.connected(context, store -> {
            store.deactivate();
            return ExitCode.OK;
        });
    }

    @Command(
            name = "rename",
            description = "Renames a script. An active script stays active.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve rename sieve://joe@mail.example.org lists mailing-lists")
    int rename(
            @Mixin Account account,
            @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name,
            @Parameters(index = "2", paramLabel = "NEW", description = "The new name.") String newName)
            throws Exception {
        return account.connected(context, store -> {
            script(store, name).renameTo(script(store, newName));
            return ExitCode.OK;
        });
    }

    @Command(
            name = "rm",
            description = "Deletes a script. The active script cannot be deleted.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve rm sieve://joe@mail.example.org old")
    int rm(@Mixin Account account, @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name)
            throws Exception {
        return account.connected(context, store -> {
            script(store, name).delete(false);
            return ExitCode.OK;
        });
    }

    @Command(
            name = "edit",
            description = "Opens a script in $VISUAL or $EDITOR, and stores it if it was changed.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve edit sieve://joe@mail.example.org lists")
    int edit(@Mixin Account account, @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name)
            throws Exception {
        byte[] before = account.connected(context, store -> scriptOrEmpty(store, name));
        ScriptEditor editor = ScriptEditor.open(before);
        try {
            byte[] after = editor.edit(context.environment());
            if (Arrays.equals(before, after)) {
                context.errors().println("the script was not changed");
            } else {
                account.connected(context, store -> storeIfUnchanged(store, name, before, after))
                        .forEach(context.errors()::println);
            }
            editor.delete();
            return ExitCode.OK;
        } catch (MessagingException | IOException | CliException | RuntimeException e) {
            context.errors().println("The edited script is in " + editor.file() + ".");
            throw e;
        }
    }

    @Command(
            name = "backup",
            description = "Writes all scripts, and the name of the active one, to a folder.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve backup sieve://joe@mail.example.org scripts")
    int backup(
            @Mixin Account account,
            @Parameters(
                            index = "1",
                            paramLabel = "FOLDER",
                            description = "The folder. It is created if it does not exist, and must be empty.")
                    Path folder)
            throws Exception {
        Backup backup = Backup.into(folder);
        return account.connected(context, store -> {
            for (ScriptInfo script : store.listScripts()) {
                backup.write(script, script(store, script.name()).getScriptBytes());
                context.out().println(script.name());
            }
            return ExitCode.OK;
        });
    }

    @Command(
            name = "restore",
            description =
                    "Stores the scripts of a backup, and activates the script that was active. Other scripts are kept.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve restore sieve://joe@mail.example.org scripts")
    int restore(
            @Mixin Account account,
            @Parameters(index = "1", paramLabel = "FOLDER", description = "A folder written by backup.") Path folder)
            throws Exception {
        Backup backup = Backup.from(folder);
        return account.connected(context, store -> {
            for (String name : backup.names()) {
                store(store, name, backup.read(name), false);
                context.out().println(name);
            }
            Optional<String> active = backup.active();
            if (active.isPresent()) {
                script(store, active.get()).activate();
            } else {
                store.deactivate();
            }
            return ExitCode.OK;
        });
    }

    private byte[] read(Optional<Path> file) throws IOException, CliException {
        return file.isPresent() ? InputFile.octets(file.get()) : context.in().readAllBytes();
    }

    private static SieveFolder script(SieveStore store, String name) throws MessagingException {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of the script is empty: use a name");
        }
        return (SieveFolder) store.getFolder(name);
    }

    /** A script that does not exist is empty. */
    private static byte[] scriptOrEmpty(SieveStore store, String name) throws MessagingException {
        SieveFolder script = script(store, name);
        return script.exists() ? script.getScriptBytes() : new byte[0];
    }

    /** @return the warnings of the server */
    private static List<SieveDiagnostic> storeIfUnchanged(SieveStore store, String name, byte[] before, byte[] after)
            throws MessagingException, CliException {
        if (!Arrays.equals(before, scriptOrEmpty(store, name))) {
            throw new CliException(
                    ExitCode.TEMPORARY,
                    "the script " + name
                            + " was not stored: it has changed on the server in the meantime: edit it again");
        }
        return store(store, name, after, false);
    }

    /**
     * Creates or replaces a script.
     *
     * @return the warnings of the server
     */
    private static List<SieveDiagnostic> store(SieveStore store, String name, byte[] octets, boolean activate)
            throws MessagingException {
        SieveFolder script = script(store, name);
        if (script.exists()) {
            return store.replace(name, octets, activate);
        }
        List<SieveDiagnostic> warnings = script.putScript(octets);
        if (activate) {
            script.activate();
        }
        return warnings;
    }
}
