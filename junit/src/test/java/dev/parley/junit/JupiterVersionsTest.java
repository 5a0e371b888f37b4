package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the other tests of this module with Jupiter 6, in another JVM; the build runs them with Jupiter 5. */
class JupiterVersionsTest {
    private static final Path JUPITER_6 = Path.of("target", "jupiter-6");

    @Test
    void theTestsRunOnJupiter5() {
        assertTrue(Test.class.getResource("Test.class").toString().contains("junit-jupiter-api-5.10"));
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theTestsRunOnJupiter6() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djakarta.mail.util.StreamProvider=org.eclipse.angus.mail.util.MailStreamProvider",
                "-cp",
                String.join(File.pathSeparator, classPath()),
                AllTests.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
            assertEquals(0, process.exitValue(), output);
            assertTrue(output.contains("on Jupiter 6"), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** That of this JVM, with other jars of JUnit. */
    private static List<String> classPath() throws IOException {
        List<String> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*junit-(jupiter|platform)-?[^/\\\\]*\\.jar"))
                .collect(Collectors.toCollection(ArrayList::new));
        try (Stream<Path> jars = Files.list(JUPITER_6)) {
            jars.map(Path::toString).forEach(classPath::add);
        }
        return classPath;
    }
}
