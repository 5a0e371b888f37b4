package dev.parley.cli;

import java.util.Map;

/** Where standard output goes. Only the launcher knows: a JVM cannot tell a terminal from a pipe in every version. */
record Terminal(boolean present, Map<String, String> environment) {

    static Terminal standardOutput() {
        return new Terminal(Boolean.getBoolean("parley.terminal"), System.getenv());
    }

    /** Whether escape sequences may colour the output (https://no-color.org). */
    boolean colour() {
        return present
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }
}
