package dev.parley.cli.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
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

    @Test
    void certificates() {
        String ssl = "mail.smtps.ssl.";
        assertEquals(
                Map.of(
                        ssl + "ca.file",
                        "a.pem,b.pem",
                        ssl + "cert.file",
                        "c.pem",
                        ssl + "key.file",
                        "d.pem",
                        ssl + "pin",
                        "x y"),
                typed("--ca-file=a.pem", "--ca-file=b.pem", "--cert=c.pem", "--key=d.pem", "--pin=x", "--pin=y")
                        .properties("smtps"));
        for (String trust : List.of("--ca-file=a.pem", "--pin=x", "-Dmail.smtps.ssl.pin=x")) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> typed("--insecure", trust).properties("smtps"));
            assertEquals(
                    "--insecure accepts any certificate, which contradicts --ca-file and --pin: remove it",
                    e.getMessage());
        }
    }

    private static SessionOptions typed(String... arguments) {
        SessionOptions options = new SessionOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options;
    }
}
