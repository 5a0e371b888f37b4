package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CommandContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs the command with arguments, in a given context. */
final class CliRun {
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean terminal;
    private char[] typed;
    private Optional<PrintStream> elsewhere = Optional.empty();

    /** The result of a command. */
    record Result(int code, String output, String errors) {}

    CliRun input(String text) {
        input = text;
        return this;
    }

    CliRun environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CliRun onTerminal() {
        terminal = true;
        return this;
    }

    CliRun password(String secret) {
        typed = secret.toCharArray();
        return this;
    }

    /** For a command whose output is read while it runs. */
    CliRun writing(PrintStream out) {
        elsewhere = Optional.of(out);
        return this;
    }

    Result parley(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = Parley.commandLine(new CommandContext(
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        elsewhere.orElseGet(() -> new PrintStream(output, true, UTF_8)),
                        new PrintStream(errors, true, UTF_8),
                        terminal,
                        false,
                        environment,
                        question -> typed))
                .execute(arguments);
        return new Result(code, plain(output), plain(errors));
    }

    private static String plain(ByteArrayOutputStream printed) {
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
