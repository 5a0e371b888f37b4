package dev.parley.cli.sieve;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Json;
import dev.parley.cli.shared.Surroundings;
import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code parley sieve ls}. */
@Command(
        name = "ls",
        description = "Lists the scripts. An asterisk marks the active one.",
        footerHeading = "%nExample:%n",
        footer = "  parley sieve ls sieve://joe@mail.example.org",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Account account;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean asJson;

    ListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws MessagingException, IOException, Complaint {
        List<ScriptInfo> scripts = account.talk(surroundings, SieveStore::listScripts);
        if (asJson) {
            Json.print(
                    surroundings.out(),
                    Map.of("scripts", scripts.stream().map(ListCommand::facts).toList()));
        } else {
            scripts.forEach(script -> surroundings.out().println((script.active() ? "* " : "  ") + script.name()));
        }
        return Exit.OK;
    }

    private static Map<String, Object> facts(ScriptInfo script) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", script.name());
        facts.put("active", script.active());
        return facts;
    }
}
