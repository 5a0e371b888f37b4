package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.PageMask;
import dev.parley.testing.TraceMask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every dialog file, against the scripted server: the whole transcript, the whole outcome, the whole trace, the whole page. */
class DialogTest {
    private static final Path DIALOGS = Path.of("src/test/resources/dialogs");

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void trust() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
        System.setProperty("javax.net.ssl.trustStore", certificate.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", certificate.password());
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogScript.files(DIALOGS).stream()
                .map(file -> DynamicTest.dynamicTest(DIALOGS.relativize(file).toString(), () -> perform(file)));
    }

    private static void perform(Path file) throws Exception {
        DialogScript script = DialogScript.read(file);
        Path page = Path.of(file.toString().replaceFirst("\\.txt$", ".html"));
        Path written = folder.resolve(file.toString().replace('/', '-') + ".html");
        DialogRun run = new DialogRun();
        if (Files.exists(page)) {
            run.given("mail.trace=html");
            run.given("mail.trace.file=" + written);
        }
        List<String> transcript = run.perform(script, certificate.context());
        assertEquals(lines(script.conversation()), lines(transcript));
        assertEquals(lines(run.expected), TraceMask.masked(lines(run.outcome)));
        if (Boolean.getBoolean("parley.accept") && run.trace.size() > 0) {
            Files.writeString(
                    Path.of(file.toString().replaceFirst("\\.txt$", ".trace")),
                    TraceMask.masked(run.trace.toString(StandardCharsets.UTF_8)));
        }
        Path trace = Path.of(file.toString().replaceFirst("\\.txt$", ".trace"));
        if (Files.exists(trace)) {
            assertEquals(Files.readString(trace), TraceMask.masked(run.trace.toString(StandardCharsets.UTF_8)));
        }
        if (Files.exists(page)) {
            String masked = PageMask.masked(Files.readString(written));
            if (Boolean.getBoolean("parley.accept")) {
                Files.writeString(page, masked);
            }
            assertEquals(Files.readString(page), masked);
        }
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
