package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTest {
    private static final List<String> SIEVE =
            List.of("ls", "get", "put", "check", "activate", "deactivate", "rename", "rm", "edit", "backup", "restore");

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : List.of("demo", "send", "probe", "sieve", "trace", "explain", "completion")) {
            helps("parley " + command, new Run().parley(command, "--help"));
        }
        for (String command : List.of("text", "html", "diff", "serve")) {
            helps("parley trace " + command, new Run().parley("trace", command, "--help"));
        }
        for (String command : SIEVE) {
            helps("parley sieve " + command, new Run().parley("sieve", command, "--help"));
        }
    }

    @Test
    void completionKnowsTheCommands() {
        Run.Left left = new Run().parley("completion");
        assertEquals(0, left.code());
        assertTrue(left.output().startsWith("#!/usr/bin/env bash"), left.output());
        for (String word : List.of("--password-file", "deactivate", "explain", "--dry-run")) {
            assertTrue(left.output().contains(word), word);
        }
    }

    private static void helps(String command, Run.Left left) {
        assertEquals(0, left.code(), command);
        int example = left.output().indexOf("\nExample");
        assertTrue(example > 0 && left.output().indexOf(command, example) > 0, left.output());
        assertTrue(
                left.output().substring(example + 1).lines().skip(1).allMatch(line -> line.startsWith("  ")),
                "an example is longer than a line: " + left.output());
    }
}
