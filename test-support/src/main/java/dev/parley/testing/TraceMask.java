package dev.parley.testing;

/**
 * A text trace without what differs from run to run: times, ports, the certificate's dates and fingerprint, and whether a
 * TLS session goes on, which it does where the system gives a port again. The columns stay where they are.
 */
public final class TraceMask {
    private TraceMask() {}

    public static String masked(String trace) {
        return trace.replace(System.lineSeparator(), "\n")
                .replaceAll("(?m)^ +\\+\\d+\\.\\d{3}", "   +0.000")
                .replaceAll("(?m)^(.{9}) *\\d+\\.\\d ms", "$1      0.0 ms")
                .replaceAll("\\(\\d+\\.\\d ms\\)", "(0.0 ms)")
                .replaceAll(", resumed \\(", " (")
                .replaceAll("\\d+\\.\\d ms waited", "0.0 ms waited")
                .replaceAll("(?m)^(.*=== \\S+ \\w+ to .*)\\([0-9a-f]{8}\\)$", "$1(NAME)")
                .replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "$1:PORT")
                .replaceAll("(\\.port(=\\d+)?) \\(now \\d+\\)", "$1 (now PORT)")
                .replaceAll("[0-9A-F]{2}(:[0-9A-F]{2}){31}", "FINGERPRINT")
                .replaceAll("(0:0:0:0:0:0:0:1|, )*127\\.0\\.0\\.1 \\(", "127.0.0.1 (")
                .replaceAll("waited: \\d+ ms", "waited: N ms")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }
}
