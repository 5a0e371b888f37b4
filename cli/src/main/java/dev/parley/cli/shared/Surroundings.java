package dev.parley.cli.shared;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param terminal whether a person watches
 * @param colour whether escape sequences may colour the output
 */
public record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream errors,
        boolean terminal,
        boolean colour,
        Map<String, String> environment,
        Prompt prompt) {

    /** Asks a person for a secret. */
    @FunctionalInterface
    public interface Prompt {
        /** @return null where nobody can be asked */
        char[] ask(String question);
    }
}
