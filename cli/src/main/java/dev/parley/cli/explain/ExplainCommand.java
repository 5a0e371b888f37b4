package dev.parley.cli.explain;

import dev.parley.cli.shared.Exit;
import dev.parley.cli.shared.Surroundings;
import dev.parley.trace.Meaning;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code parley explain}. */
@Command(
        name = "explain",
        description = {
            "Says what a server's reply means, and what can be done about it.",
            "",
            "Where it depends on the server's words, on the command that was answered, or on TLS, each case is shown."
                    + " Type more of the reply to see fewer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley explain 530 5.7.0",
            "  parley explain '550 5.1.1 <joe@example.org>: User unknown'",
            "  parley explain --phase auth 535",
            "  parley explain NO QUOTA/MAXSIZE"
        },
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description = "What was answered: greeting, hello, starttls, auth, mail, rcpt, data, end_of_data, chunk, or"
                    + " the command of ManageSieve.")
    private Optional<String> phase;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "Whose properties are named: smtp, smtps, lmtp, sieve or sieves.")
    private Optional<String> protocol;

    @Parameters(
            arity = "1..*",
            paramLabel = "REPLY",
            description = "The code, the enhanced status code or response code, and the words, as far as they are"
                    + " known.")
    private List<String> reply;

    public ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        ReplyLine line = ReplyLine.of(String.join(" ", reply));
        List<String> protocols = line.sieve() ? List.of("sieve", "sieves") : List.of("smtp", "smtps", "lmtp");
        String whose = protocol.orElse(protocols.get(0));
        if (!protocols.contains(whose)) {
            throw new IllegalArgumentException(
                    "--protocol " + whose + " has no such reply: it is one of " + String.join(", ", protocols));
        }
        List<Meaning> meanings = Meaning.of(whose, line.answer(), phase.map(String::toLowerCase), line.text());
        surroundings.out().println(line.answer());
        ReplyClass.of(line).forEach(words -> surroundings.out().println("  " + words));
        for (Meaning meaning : meanings) {
            surroundings.out().println();
            show(meaning, meanings.size() > 1);
        }
        return Exit.OK;
    }

    private void show(Meaning meaning, boolean oneOfMany) {
        if (!meaning.condition().isEmpty()) {
            surroundings.out().println("where " + String.join(", and ", meaning.condition()) + ":");
        } else if (oneOfMany) {
            surroundings.out().println("otherwise:");
        }
        String source = meaning.source().map(where -> " (" + where + ")").orElse("");
        surroundings.out().println("  " + meaning.text() + source);
        meaning.fix().ifPresent(fix -> surroundings.out().println("  fix: " + fix));
    }
}
