package dev.parley.cli.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.ExecutionErrorHandler;
import dev.parley.cli.shared.ExitCode;
import dev.parley.cli.shared.UsageErrorHandler;
import dev.parley.sieve.SieveStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs commands of {@code parley sieve} over one connection. */
final class SieveShell {
    /** The commands need a URL; the connection is open already, and this one is not used. */
    private static final String URL = "sieve://joe@localhost";

    private final CommandContext context;
    private final SieveStore store;
    private final CommandLine commands;

    /** @param sieve has the commands, over the same connection */
    SieveShell(CommandContext context, SieveStore store, Object sieve) {
        this.context = context;
        this.store = store;
        this.commands = new CommandLine(sieve)
                .setCommandName("parley sieve")
                .registerConverter(AccountUrl.class, AccountUrl::of)
                .setOut(new PrintWriter(context.out(), true))
                .setErr(new PrintWriter(context.errors(), true))
                .setParameterExceptionHandler(new UsageErrorHandler())
                .setExecutionExceptionHandler(new ExecutionErrorHandler(context.errors()));
    }

    /** Runs commands until one fails. */
    int run(List<String> lines) {
        for (String line : lines) {
            int code = run(line);
            if (code != ExitCode.OK) {
                return code;
            }
        }
        return ExitCode.OK;
    }

    /**
     * Reads commands from standard input.
     *
     * @param isTyped whether a user types them: a command that fails then does not end the shell
     */
    int read(boolean isTyped) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(context.in(), UTF_8));
        while (true) {
            if (isTyped) {
                context.errors().print("sieve> ");
                context.errors().flush();
            }
            String line = input.readLine();
            if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                return ExitCode.OK;
            }
            int code = run(line);
            if (code != ExitCode.OK && !(isTyped && store.isConnected())) {
                return code;
            }
        }
    }

    private int run(String line) {
        List<String> words;
        try {
            words = words(line);
        } catch (IllegalArgumentException e) {
            context.errors().println(e.getMessage());
            return ExitCode.USAGE;
        }
        if (words.isEmpty() || words.get(0).startsWith("#")) {
            return ExitCode.OK;
        }
        if (words.get(0).equals("help")) {
            commands.usage(context.out());
            return ExitCode.OK;
        }
        if (commands.getSubcommands().containsKey(words.get(0))) {
            words.add(1, URL);
        }
        return commands.execute(words.toArray(String[]::new));
    }

    /** The words of a line; single and double quotes enclose a word with blanks. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed: " + line);
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
