package dev.parley.cli.sieve;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.Excerpt;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.InputFile;
import dev.parley.cli.shared.JsonObject;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCheck;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
            "  parley sieve shell sieve://joe@example.org 'rename a b' ls",
            "  parley sieve ls sieve://joe%%40example.org@mail.example.org"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class SieveCommand {
    private static final String EXAMPLE = "%nExample:%n";
    private static final String NAME = "The name of the script.";
    private static final String FILE = "The file with the script. Default: standard input.";

    private final CommandContext context;

    /** The connection of the shell; null: each command has its own. */
    private final SieveStore shared;

    public SieveCommand(CommandContext context) {
        this(context, null);
    }

    SieveCommand(CommandContext context, SieveStore shared) {
        this.context = context;
        this.shared = shared;
    }

    private <T> T connected(Account account, Account.Operation<T> operation)
            throws MessagingException, IOException, CliException {
        return shared == null ? account.connected(context, operation) : operation.run(shared);
    }

    @Command(
            name = "shell",
            description = {
                "Runs several commands with one login: those in the arguments, or one on each line of standard input.",
                "",
                "The commands are those of parley sieve, without the URL. A blank in a name is quoted. In the arguments and"
                        + " in a script, the first command that fails ends the shell with its exit code. On a terminal,"
                        + " 'exit' ends it, and 'help' lists the commands."
            },
            footerHeading = EXAMPLE,
            footer = {
                "  parley sieve shell sieve://joe@mail.example.org \\",
                "      'put lists lists.sieve' 'activate lists' ls",
            })
    int shell(
            @Mixin Account account,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The commands.")
                    List<String> commands)
            throws Exception {
        if (shared != null) {
            throw new IllegalArgumentException("a shell runs no shell: use its commands directly");
        }
        boolean isTyped = (commands == null || commands.isEmpty()) && context.terminal();
        if (isTyped) {
            account.keepAlive();
        }
        return account.connected(context, store -> {
            SieveShell shell = new SieveShell(context, store, new SieveCommand(context, store));
            return commands == null || commands.isEmpty() ? shell.read(isTyped) : shell.run(commands);
        });
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
        List<ScriptInfo> scripts = connected(account, SieveStore::listScripts);
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
        context.out().write(connected(account, store -> script(store, name).getScriptBytes()));
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
        connected(account, store -> storeAnnotated(store, name, script, activate))
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
            @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = FILE) Optional<Path> file,
            @Option(names = "--json", description = "Prints the result as one JSON object.") boolean asJson)
            throws Exception {
        byte[] script = read(file);
        SieveCheck check = connected(account, store -> store.checkScript(script));
        List<String> notes = check.ok() ? List.of() : ScriptNotes.of(script);
        if (asJson) {
            new JsonObject()
                    .put("ok", check.ok())
                    .put(
                            "diagnostics",
                            check.diagnostics().stream().map(SieveCommand::json).toList())
                    .put("notes", notes)
                    .print(context.out());
        } else {
            check.diagnostics().stream().map(Excerpt::of).forEach(context.out()::println);
            notes.forEach(context.out()::println);
            context.out().println(check.ok() ? "ok" : "rejected");
        }
        return check.ok() ? ExitCode.OK : ExitCode.DATA;
    }

    @Command(
            name = "activate",
            description = "Activates a script and deactivates any other.",
            footerHeading = EXAMPLE,
            footer = "  parley sieve activate sieve://joe@mail.example.org lists")
    int activate(@Mixin Account account, @Parameters(index = "1", paramLabel = "NAME", description = NAME) String name)
            throws Exception {
        return connected(account, store -> {
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
        return connected(account, store -> {
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
        return connected(account, store -> {
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
        return connected(account, store -> {
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
        byte[] before = connected(account, store -> scriptOrEmpty(store, name));
        ScriptEditor editor = ScriptEditor.open(before);
        try {
            byte[] after = editor.edit(context.environment());
            if (Arrays.equals(before, after)) {
                context.errors().println("the script was not changed");
            } else if (new String(after, StandardCharsets.ISO_8859_1).isBlank()) {
                editor.delete();
                throw new CliException(
                        ExitCode.DATA, "the edited script is empty, and nothing was stored: delete a script with rm");
            } else {
                connected(account, store -> storeIfUnchanged(store, name, before, after))
                        .forEach(context.errors()::println);
            }
            editor.delete();
            return ExitCode.OK;
        } catch (MessagingException | IOException | CliException | RuntimeException e) {
            if (editor.keepIfChanged(before)) {
                context.errors().println("The edited script is in " + editor.file() + ".");
            }
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
        return connected(account, store -> {
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
        return connected(account, store -> {
            for (String name : backup.names()) {
                storeAnnotated(store, name, backup.read(name), false);
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
        if (file.isEmpty() && shared != null) {
            throw new IllegalArgumentException("FILE is missing: standard input belongs to the shell");
        }
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
    private List<SieveDiagnostic> storeIfUnchanged(SieveStore store, String name, byte[] before, byte[] after)
            throws MessagingException, CliException {
        if (!Arrays.equals(before, scriptOrEmpty(store, name))) {
            throw new CliException(
                    ExitCode.TEMPORARY,
                    "the script " + name
                            + " was not stored: it has changed on the server in the meantime: edit it again");
        }
        return storeAnnotated(store, name, after, false);
    }

    private static JsonObject json(SieveDiagnostic diagnostic) {
        return new JsonObject()
                .put("severity", diagnostic.severity())
                .put("line", diagnostic.line() < 0 ? Optional.empty() : Optional.of(diagnostic.line()))
                .put("column", diagnostic.column() < 0 ? Optional.empty() : Optional.of(diagnostic.column()))
                .put("text", diagnostic.text());
    }

    /** Stores a script; if the server rejects it, prints what may be wrong with the file. */
    private List<SieveDiagnostic> storeAnnotated(SieveStore store, String name, byte[] octets, boolean activate)
            throws MessagingException {
        try {
            return store(store, name, octets, activate);
        } catch (SieveScriptException e) {
            ScriptNotes.of(octets).forEach(context.errors()::println);
            throw e;
        }
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
