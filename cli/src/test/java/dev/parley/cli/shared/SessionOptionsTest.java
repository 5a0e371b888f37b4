package dev.parley.cli.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SessionOptionsTest {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final CommandContext CONTEXT = new CommandContext(
            InputStream.nullInputStream(),
            System.out,
            System.err,
            false,
            false,
            Map.of("SECRET", "kept secret", "EMPTY", ""),
            question -> null);

    @Test
    void implicitTlsIsAnotherProtocol() throws Exception {
        assertEquals("smtps", typed("--tls=implicit").protocol("smtp", SUBMISSION));
        assertEquals("smtps", typed("--tls=implicit").protocol("smtps", SUBMISSION));
        assertEquals("sieves", typed("--tls=implicit").protocol("sieve", -1));
        assertEquals(Map.of(), typed("--tls=implicit").properties("smtps", CONTEXT));
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
    void startTls() throws Exception {
        String enable = "mail.smtp.starttls.enable";
        String required = "mail.smtp.starttls.required";
        assertEquals(
                Map.of(enable, "false", required, "false"), typed("--tls=off").properties("smtp", CONTEXT));
        assertEquals(
                Map.of(enable, "true", required, "false"), typed("--tls=on").properties("smtp", CONTEXT));
        assertEquals(
                Map.of(enable, "true", required, "true"),
                typed("--tls=required").properties("smtp", CONTEXT));
        assertEquals(Map.of(), typed("--tls=required").properties("smtps", CONTEXT));
        assertThrows(IllegalArgumentException.class, () -> typed("--tls=off").properties("smtps", CONTEXT));
    }

    @Test
    void certificates() throws Exception {
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
                        .properties("smtps", CONTEXT));
        for (String trust : List.of("--ca-file=a.pem", "--pin=x", "-Dmail.smtps.ssl.pin=x")) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> typed("--insecure", trust).properties("smtps", CONTEXT));
            assertEquals(
                    "--insecure accepts any certificate, which contradicts --ca-file and --pin: remove it",
                    e.getMessage());
        }
    }

    @Test
    void thePasswordOfTheKeyIsNoArgument(@TempDir Path folder) throws Exception {
        Map<String, String> password = Map.of("mail.smtp.ssl.key.password", "kept secret");
        Path file = Files.writeString(folder.resolve("secret"), "kept secret\nmore\n");
        SessionOptions options = typed("--key-password-file=" + file);
        assertEquals(password, options.properties("smtp", CONTEXT));
        Files.delete(file);
        assertEquals(password, options.properties("smtp", CONTEXT)); // A second connection: a pipe is read once.
        assertEquals(password, typed("--key-password-env=SECRET").properties("smtp", CONTEXT));
        assertCliError("the variable EMPTY is empty: set it to the password", "EMPTY");
        assertCliError("the variable NONE is not set: set it to the password", "NONE");
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> typed("-Dmail.smtp.ssl.key.password=kept secret").properties("smtp", CONTEXT));
        assertEquals(
                "-Dmail.smtp.ssl.key.password: a password in an argument can be read by every user of this machine: use"
                        + " --key-password-env or --key-password-file",
                e.getMessage());
    }

    private static void assertCliError(String error, String variable) {
        CliException e = assertThrows(
                CliException.class,
                () -> typed("--key-password-env=" + variable).properties("smtp", CONTEXT));
        assertEquals("--key-password-env: " + error, e.getMessage());
    }

    private static SessionOptions typed(String... arguments) {
        SessionOptions options = new SessionOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return options;
    }
}
