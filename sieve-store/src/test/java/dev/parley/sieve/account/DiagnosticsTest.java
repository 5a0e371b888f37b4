package dev.parley.sieve.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveDiagnostic.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What servers say about scripts. */
class DiagnosticsTest {
    private static final String SCRIPT = "require \"fileinto\";\r\n\tfileint \"x\";\nstop;";

    @Test
    void dovecotSaysNameLineAndSeverity() {
        List<SieveDiagnostic> said = read("main", """
                main: line 2: error: unknown command 'fileint' (only reported once at first occurrence).\r
                main: line 3: warning: stop is not needed.\r
                main: error: parse failed.\r
                """);
        assertEquals(
                List.of(
                        new SieveDiagnostic(
                                Severity.ERROR,
                                2,
                                -1,
                                "unknown command 'fileint' (only reported once at first occurrence).",
                                "\tfileint \"x\";",
                                "main: line 2: error: unknown command 'fileint' (only reported once at first occurrence)."),
                        new SieveDiagnostic(
                                Severity.WARNING,
                                3,
                                -1,
                                "stop is not needed.",
                                "stop;",
                                "main: line 3: warning: stop is not needed."),
                        new SieveDiagnostic(Severity.ERROR, -1, -1, "parse failed.", "", "main: error: parse failed.")),
                said);
    }

    @Test
    void othersSayLessOrMore() {
        assertEquals(
                new SieveDiagnostic(Severity.ERROR, 2, -1, "syntax error", "\tfileint \"x\";", "line 2: syntax error"),
                read("main", "line 2: syntax error").get(0));
        assertEquals(4, read("main", "Line 2, column 4: no").get(0).column());
        assertEquals(4, read("main", "line 2:4: no").get(0).column());
        assertEquals(
                2,
                read("line 9: error", "line 9: error: line 2: error: no").get(0).line());
        assertEquals("", read("main", "line 99: error: no").get(0).scriptLine());
        assertEquals("", read("main", "line 0: error: no").get(0).scriptLine());
        assertEquals(
                new SieveDiagnostic(Severity.ERROR, -1, -1, "Odd.", "", "Odd."),
                read("main", "Odd.").get(0));
    }

    /** At U+2028 a pattern's "any character" may end: then each of these places would be tried again. */
    @Test
    void aLineSeparatorIsText() {
        String said = "x: line 1: ".repeat(5_000) + "\u2028no";
        SieveDiagnostic first = read("main", said).get(0);
        assertEquals(1, first.line());
        assertEquals(said.substring("x: line 1: ".length()), first.text());
        assertEquals("a\u2028no", read("main", "error: a\u2028no").get(0).text());
    }

    @Test
    void pointsToTheColumnElseToTheWordElseToTheBeginning() {
        assertEquals(
                "\t^^^^^^^",
                read("main", "line 2: error: unknown command 'fileint'").get(0).pointer());
        assertEquals(
                "\t       ^",
                read("main", "line 2, column 9: error: 'fileint'").get(0).pointer());
        assertEquals(
                "\t^",
                read("main", "line 2: error: unknown command 'elsewhere'")
                        .get(0)
                        .pointer());
        assertEquals("    ^", read("main", "line 3, column 99: no").get(0).pointer());
        assertEquals("", read("main", "parse failed").get(0).pointer());
        assertEquals(
                "line 2: error: unknown command 'fileint'\n\tfileint \"x\";\n\t^^^^^^^",
                read("main", "main: line 2: error: unknown command 'fileint'")
                        .get(0)
                        .toString());
    }

    private static List<SieveDiagnostic> read(String name, String words) {
        return new Diagnostics(name, Severity.ERROR, SCRIPT.getBytes(StandardCharsets.UTF_8)).of(words);
    }
}
