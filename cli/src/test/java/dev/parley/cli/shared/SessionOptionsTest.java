package dev.parley.cli.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SessionOptionsTest {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;

    @Test
    void implicitTlsIsAnotherProtocol() {
        assertEquals("smtps", typed("--tls=implicit").protocol("smtp", SUBMISSION));
        assertEquals("smtps", typed("--tls=implicit").protocol("smtps", SUBMISSION));
        assertEquals("sieves", typed("--tls=implicit").protocol("sieve", -1));
        assertEquals(Map.of(), typed("--tls=implicit").properties("smtps"));
        assertThrows(
                IllegalArgumentException.class, () -> typed("--tls=implicit").protocol("lmtp", -1));
    }

    @Test
    void thePortOfImplicitTlsMeansItUnlessSaidOtherwise() {
        assertEquals("smtps", typed().protocol("smtp", SUBMISSIONS));
        assertEquals("smtp", typed().protocol("smtp", SUBMISSION));
        assertEquals("lmtp", typed().protocol("lmtp", SUBMISSIONS));
        for (String otherwise : new String[] {"off", "on", "required"}) {
            assertEquals("smtp", typed("--tls=" + otherwise).protocol("smtp", SUBMISSIONS));
        }
    }

    @Test
    void startTls() {
        String enable = "mail.smtp.starttls.enable";
        String required = "mail.smtp.starttls.required";
        assertEquals(
                Map.of(enable, "false", required, "false"), typed("--tls=off").properties("smtp"));
        assertEquals(
                Map.of(enable, "true", required, "false"), typed("--tls=on").properties("smtp"));
        assertEquals(
                Map.of(enable, "true", required, "true"),
                typed("--tls=required").properties("smtp"));
        assertEquals(Map.of(), typed("--tls=required").properties("smtps"));
        assertThrows(IllegalArgumentException.class, () -> typed("--tls=off").properties("smtps"));
    }

    private static SessionOptions typed(String... arguments) {
        SessionOptions options = new SessionOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options;
    }
}
