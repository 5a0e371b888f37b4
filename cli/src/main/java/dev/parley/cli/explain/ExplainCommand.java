package dev.parley.cli.explain;

import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.JsonObject;
import dev.parley.settings.Phase;
import dev.parley.sieve.protocol.SievePhase;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.Meaning;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
            "If the meaning depends on the text of the reply, on the command, or on TLS, all cases are shown. A more"
                    + " complete reply gives fewer cases."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  parley explain 530 5.7.0",
            "  parley explain '550 5.1.1 <joe@example.org>: User unknown'",
            "  parley explain --phase auth --json 535",
            "  parley explain NO QUOTA/MAXSIZE"
        })
public final class ExplainCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description =
                    "The command or phase: greeting, hello, starttls, auth, mail, rcpt, data, end_of_data, chunk, vrfy,"
                            + " expn, help, etrn, or a command of ManageSieve.")
    private Optional<String> phase;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "The protocol for the property names in the fix: smtp, smtps, lmtp, sieve or sieves.")
    private Optional<String> protocol;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean asJson;

    @Parameters(
            arity = "1..*",
            paramLabel = "REPLY",
            description = "The reply: the code, the enhanced status code or response code, and the text, as far as"
                    + " known.")
    private List<String> reply;

    public ExplainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        TypedReply typed = TypedReply.of(String.join(" ", reply));
        List<String> protocols = typed.sieve() ? List.of("sieve", "sieves") : List.of("smtp", "smtps", "lmtp");
        String protocolName = protocol.orElse(protocols.get(0));
        if (!protocols.contains(protocolName)) {
            throw new IllegalArgumentException("--protocol " + protocolName + " does not match the reply: use one of "
                    + String.join(", ", protocols));
        }
        List<Meaning> meanings = Meaning.of(protocolName, typed.answer(), phase(typed), typed.text());
        if (asJson) {
            json(typed, meanings).print(context.out());
        } else {
            print(typed, meanings);
        }
        return ExitCode.OK;
    }

    private Optional<String> phase(TypedReply typed) {
        Phase[] phases = typed.sieve() ? SievePhase.values() : SmtpPhase.values();
        List<String> known = Arrays.stream(phases).map(Phase::word).toList();
        Optional<String> name = phase.map(word -> word.toLowerCase(Locale.ROOT));
        if (name.isPresent() && !known.contains(name.get())) {
            throw new IllegalArgumentException(
                    "--phase " + phase.get() + " does not match the reply: use one of " + String.join(", ", known));
        }
        return name;
    }

    private static JsonObject json(TypedReply typed, List<Meaning> meanings) {
        return new JsonObject()
                .put("code", typed.answer().code())
                .put("status", typed.answer().status())
                .put("refused", typed.answer().refused())
                .put(
                        "classes",
                        ReplyPart.of(typed).stream().map(ReplyPart::json).toList())
                .put("meanings", meanings.stream().map(ExplainCommand::json).toList());
    }

    private static JsonObject json(Meaning meaning) {
        return new JsonObject()
                .put("where", meaning.condition())
                .put("meaning", meaning.text())
                .put("fix", meaning.fix())
                .put("source", meaning.source());
    }

    private void print(TypedReply typed, List<Meaning> meanings) {
        context.out().println(typed.answer());
        ReplyPart.of(typed).forEach(part -> context.out().println("  " + part.line()));
        for (Meaning meaning : meanings) {
            context.out().println();
            print(meaning, meanings.size() > 1);
        }
    }

    private void print(Meaning meaning, boolean oneOfMany) {
        if (!meaning.condition().isEmpty()) {
            context.out().println("if " + String.join(", and ", meaning.condition()) + ":");
        } else if (oneOfMany) {
            context.out().println("otherwise:");
        }
        String source = meaning.source().map(where -> " (" + where + ")").orElse("");
        context.out().println("  " + meaning.text() + source);
        meaning.fix().ifPresent(fix -> context.out().println("  fix: " + fix));
    }
}
