package dev.parley.cli.shared;

import java.io.IOException;

/** The option for the port of a server that a command starts. */
public record ListeningPort(String option, int number) {
    private static final int LAST = 65535;

    /** @throws IllegalArgumentException naming the option, when the port is out of range */
    public ListeningPort {
        if (number < 0 || number > LAST) {
            throw new IllegalArgumentException(
                    option + " " + number + " is out of range: use 1 to " + LAST + ", or 0 for a free port");
        }
    }

    /** The error where the port cannot be opened. */
    public CliException unavailable(String protocol, IOException why) {
        return new CliException(
                ExitCode.UNAVAILABLE,
                "cannot listen on port " + number + " for " + protocol + ": " + why.getMessage() + "; another port is "
                        + option + " PORT");
    }
}
