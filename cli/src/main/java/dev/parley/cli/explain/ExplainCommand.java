package dev.parley.cli.explain;

import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Json;
import dev.parley.cli.shared.Surroundings;
import dev.parley.settings.Phase;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.Meaning;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley explain}. */
@Command(
        name = "explain",
        description = {
            "Explains the reply of a server, and suggests a fix.",
            "",
            "If the meaning depends on the text of the reply, on the command, or on TLS, all cases are shown. The more of"
                    + " the reply is given, the fewer cases remain."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley explain 530 5.7.0",
            "  parley explain '550 5.1.1 <joe@example.org>: User unknown'",
            "  parley explain --phase auth --json 535",
            "  parley explain NO QUOTA/MAXSIZE"
        },
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description =
                    "The command or phase: greeting, hello, starttls, auth, mail, rcpt, data, end_of_data, chunk, or a"
                            + " command of ManageSieve.")
    private Optional<String> phase;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "The protocol whose properties the fix names: smtp, smtps, lmtp, sieve or sieves.")
    private Optional<String> protocol;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean asJson;

    @Parameters(
            arity = "1..*",
            paramLabel = "REPLY",
            description = "The reply: the code, the enhanced status code or response code, and the text, as far as"
                    + " known.")
    private List<String> reply;

    public ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        ReplyLine line = ReplyLine.of(String.join(" ", reply));
        List<String> protocols = line.sieve() ? List.of("sieve", "sieves") : List.of("smtp", "smtps", "lmtp");
        String whose = protocol.orElse(protocols.get(0));
        if (!protocols.contains(whose)) {
            throw new IllegalArgumentException(
                    "--protocol " + whose + " does not match the reply: use one of " + String.join(", ", protocols));
        }
        List<Meaning> meanings = Meaning.of(whose, line.answer(), phase(line), line.text());
        if (asJson) {
            Json.print(surroundings.out(), facts(line, meanings));
        } else {
            show(line, meanings);
        }
        return Exit.OK;
    }

    private Optional<String> phase(ReplyLine line) {
        Phase[] phases = line.sieve() ? SievePhase.values() : SmtpPhase.values();
        List<String> known = Arrays.stream(phases).map(Phase::word).toList();
        Optional<String> typed = phase.map(word -> word.toLowerCase(Locale.ROOT));
        if (typed.isPresent() && !known.contains(typed.get())) {
            throw new IllegalArgumentException(
                    "--phase " + phase.get() + " does not match the reply: use one of " + String.join(", ", known));
        }
        return typed;
    }

    private static Map<String, Object> facts(ReplyLine line, List<Meaning> meanings) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("code", line.answer().code());
        facts.put("status", line.answer().status());
        facts.put("refused", line.answer().refused());
        facts.put("classes", ReplyClass.of(line).stream().map(ReplyClass::facts).toList());
        facts.put("meanings", meanings.stream().map(ExplainCommand::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(Meaning meaning) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("where", meaning.condition());
        facts.put("meaning", meaning.text());
        facts.put("fix", meaning.fix());
        facts.put("source", meaning.source());
        return facts;
    }

    private void show(ReplyLine line, List<Meaning> meanings) {
        surroundings.out().println(line.answer());
        ReplyClass.of(line).forEach(part -> surroundings.out().println("  " + part.line()));
        for (Meaning meaning : meanings) {
            surroundings.out().println();
            show(meaning, meanings.size() > 1);
        }
    }

    private void show(Meaning meaning, boolean oneOfMany) {
        if (!meaning.condition().isEmpty()) {
            surroundings.out().println("if " + String.join(", and ", meaning.condition()) + ":");
        } else if (oneOfMany) {
            surroundings.out().println("otherwise:");
        }
        String source = meaning.source().map(where -> " (" + where + ")").orElse("");
        surroundings.out().println("  " + meaning.text() + source);
        meaning.fix().ifPresent(fix -> surroundings.out().println("  fix: " + fix));
    }
}
