package dev.parley.cli.shared;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The streams, the environment and the terminal of a command.
 *
 * @param terminal whether the output is a terminal
 * @param colour whether the output may contain colours
 */
public record CommandContext(
        InputStream in,
        PrintStream out,
        PrintStream errors,
        boolean terminal,
        boolean colour,
        Map<String, String> environment,
        Prompt prompt) {

    /** Prompts the user for a secret. */
    @FunctionalInterface
    public interface Prompt {
        /** @return null when there is no terminal */
        char[] ask(String question);
    }
}
