package dev.parley.registration;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.DialogFile;
import dev.parley.testing.dialog.ManageSieveDefaults;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Installs the jars of this build in Apache Felix. Every bundle must resolve, and an application must be able to log in
 * by SCRAM, whose library prepares the password (SASLprep), on a thread whose context class loader finds no bundle.
 */
@Timeout(120)
class FelixIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private static final DialogScript SMTP = DialogScript.parse("smtp", """
            S: 220 mx.example.test ready
            C: EHLO client.example.test
            S: 250-mx.example.test
            S: 250 AUTH SCRAM-SHA-256
            S! scram SCRAM-SHA-256 pässword
            C: AUTH SCRAM-SHA-256 [redacted]
            S: 334 [scram]
            C: [redacted]
            S: 334 [scram]
            C:\s
            S: 235 2.7.0 ok
            C: MAIL FROM:<a@example.test>
            S: 250 ok
            C: RCPT TO:<b@example.test>
            S: 250 ok
            C: DATA
            S: 354 go
            C: [message]
            S: 250 ok
            C: QUIT
            S: 221 bye
            """);

    /** The login that the tests of sieve-store perform on a class path. */
    private static final DialogScript SIEVE = new DialogFile(
                    Path.of("..", "sieve-store/src/test/resources/dialogs/login/scram.txt"), new ManageSieveDefaults())
            .script();

    enum JakartaMail {
        SPLIT_JARS("jakarta.mail-api-2.1.5.jar", "angus-mail-2.0.5.jar"),
        BUNDLE_JAR("jakarta.mail-2.0.5.jar");

        final List<String> jars;

        JakartaMail(String... jars) {
            this.jars = List.of(jars);
        }
    }

    /** With a ServiceLoader mediator, here Apache Aries SPI Fly, an application only names the protocols. */
    @ParameterizedTest
    @EnumSource
    void aMediatorRegistersTheProviders(JakartaMail jakartaMail, @TempDir Path storage) throws Exception {
        List<Path> bundles = new ArrayList<>();
        bundles.addAll(jars("osgi", "asm"));
        bundles.addAll(jars("osgi", "org.apache.aries.spifly"));
        bundles.addAll(bundles(jakartaMail));
        logsInAndSends(storage, "registered", bundles);
    }

    /** Not with the split jars: without a mediator, their API finds no StreamProvider. */
    @Test
    void withTheBundleJarAnApplicationCanInstallTheProvidersItself(@TempDir Path storage) throws Exception {
        logsInAndSends(storage, "installed", bundles(JakartaMail.BUNDLE_JAR));
    }

    @ParameterizedTest
    @EnumSource
    void thePageListsTheBundles(JakartaMail jakartaMail) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "registration.md"));
        String section = page.substring(page.indexOf("\n## OSGi\n"), page.indexOf("\n## native-image\n"));
        for (Path bundle : bundles(jakartaMail)) {
            String artifact = bundle.getFileName().toString().replaceAll("-[0-9].*", "");
            assertTrue(section.contains("`" + artifact + "`"), artifact);
        }
    }

    private static void logsInAndSends(Path storage, String registration, List<Path> bundles) throws Exception {
        try (ScriptedServer smtp = ScriptedServer.start(SMTP);
                ScriptedServer sieve = ScriptedServer.start(SIEVE)) {
            List<String> arguments = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    TARGET.resolve("osgi/org.apache.felix.framework.jar")
                            + File.pathSeparator
                            + TARGET.resolve("test-classes"),
                    Felix.class.getName(),
                    storage.toString(),
                    registration,
                    String.valueOf(smtp.port()),
                    String.valueOf(sieve.port())));
            bundles.forEach(bundle -> arguments.add(bundle.toString()));
            Process java =
                    new ProcessBuilder(arguments).redirectErrorStream(true).start();
            String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, java.waitFor(), output);
            assertAll(
                    () -> assertEquals(SMTP.conversation(), smtp.transcript(), output),
                    () -> assertEquals(SIEVE.conversation(), sieve.transcript(), output));
        }
    }

    /** The jars that docs/registration.md lists for OSGi. */
    private static List<Path> bundles(JakartaMail jakartaMail) throws IOException {
        List<Path> bundles = new ArrayList<>();
        jakartaMail.jars.forEach(jar -> bundles.add(TARGET.resolve("versions").resolve(jar)));
        bundles.addAll(jars("activation", ""));
        bundles.addAll(jars("ours", "parley-"));
        bundles.addAll(jars("ours", "commons-codec-"));
        bundles.addAll(jars("ours", "jackson-core-"));
        return bundles;
    }

    private static List<Path> jars(String folder, String prefix) throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve(folder))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
