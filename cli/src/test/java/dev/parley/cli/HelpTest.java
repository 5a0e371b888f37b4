package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTest {
    private static final List<String> SIEVE = List.of(
            "ls",
            "get",
            "put",
            "check",
            "activate",
            "deactivate",
            "rename",
            "rm",
            "edit",
            "backup",
            "restore",
            "shell");

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command :
                List.of("demo", "send", "probe", "smtp", "sieve", "trace", "server", "explain", "completion")) {
            helps("parley " + command, new CliRun().parley(command, "--help"));
        }
        for (String command : List.of("text", "html", "diff", "serve")) {
            helps("parley trace " + command, new CliRun().parley("trace", command, "--help"));
        }
        for (String command : List.of("verify", "expand", "help", "etrn", "noop")) {
            helps("parley smtp " + command, new CliRun().parley("smtp", command, "--help"));
        }
        for (String command : SIEVE) {
            helps("parley sieve " + command, new CliRun().parley("sieve", command, "--help"));
        }
    }

    @Test
    void everyCommandPrintsTheVersion() {
        for (String[] command : new String[][] {{"--version"}, {"send", "--version"}, {"sieve", "ls", "--version"}}) {
            CliRun.Result result = new CliRun().parley(command);
            assertTrue(result.code() == 0 && result.output().startsWith("parley "), result.toString());
        }
    }

    @Test
    void completionKnowsTheCommands() {
        CliRun.Result result = new CliRun().parley("completion");
        assertEquals(0, result.code());
        assertTrue(result.output().startsWith("#!/usr/bin/env bash"), result.output());
        for (String word : List.of("--password-file", "deactivate", "explain", "--dry-run")) {
            assertTrue(result.output().contains(word), word);
        }
    }

    private static void helps(String command, CliRun.Result result) {
        assertEquals(0, result.code(), command);
        int example = result.output().indexOf("\nExample");
        assertTrue(example > 0 && result.output().indexOf(command, example) > 0, result.output());
        assertTrue(
                result.output().substring(example + 1).lines().skip(1).allMatch(line -> line.startsWith("  ")),
                "an example is longer than a line: " + result.output());
    }
}
