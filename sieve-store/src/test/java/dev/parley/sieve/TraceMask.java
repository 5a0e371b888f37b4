package dev.parley.sieve;

import java.util.stream.Collectors;

/** A trace without what differs from run to run: times and ports. The columns stay where they are. */
final class TraceMask {
    private static final int TIME = 9;
    private static final int WAIT = 21;

    private TraceMask() {}

    static String masked(String trace) {
        return trace.lines().map(TraceMask::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(String line) {
        String time = line.substring(0, TIME).isBlank() ? " ".repeat(TIME) : "   +0.000";
        String wait = line.substring(TIME, WAIT).isBlank() ? " ".repeat(WAIT - TIME) : "      0.0 ms";
        return time
                + wait
                + line.substring(WAIT)
                        .replaceAll("\\(\\d+\\.\\d ms\\)", "(0.0 ms)")
                        .replaceAll("\\d+\\.\\d ms waited", "0.0 ms waited")
                        .replaceAll("(=== \\S+ \\w+ to .*)\\([0-9a-f]{4}\\)$", "$1(NAME)")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                        .replaceAll(", \\d+ was used", ", PORT was used")
                        .replaceAll("TLSv1\\.\\d TLS_\\w+", "TLSv1.x CIPHER")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "INSTANT");
    }
}
