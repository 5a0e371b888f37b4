package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.testing.DialogFile;
import dev.parley.testing.GoldenFile;
import dev.parley.testing.PageMask;
import dev.parley.testing.TlsServers;
import dev.parley.testing.TraceMask;
import dev.parley.testing.dialog.SmtpDefaults;
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
    @TempDir
    static Path folder;

    private static TlsServers servers;

    @BeforeAll
    static void trust() throws IOException {
        servers = new TlsServers(folder, "localhost");
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogFile.all(new SmtpDefaults()).map(file -> file.test(DialogTest::perform));
    }

    private static void perform(DialogFile file) throws Exception {
        Path page = file.beside(".html");
        Path written = file.in(folder, ".html");
        DialogRun run = new DialogRun();
        if (Files.exists(page)) {
            run.given("mail.trace=html");
            run.given("mail.trace.file=" + written);
        }
        DialogScript script = file.script();
        List<String> transcript = run.perform(script, servers.of(script));
        assertEquals(lines(script.conversation()), lines(transcript));
        assertEquals(lines(run.expected), TraceMask.masked(lines(run.outcome)));
        Path console = file.beside(".console");
        if (Files.exists(console)) {
            GoldenFile.compare(console, masked(lines(run.console)) + "\n");
        }
        Path trace = file.beside(".trace");
        if (run.trace.size() > 0 || Files.exists(trace)) {
            GoldenFile.compare(trace, TraceMask.masked(run.trace.toString(StandardCharsets.UTF_8)));
        }
        if (Files.exists(page)) {
            GoldenFile.compare(page, PageMask.masked(Files.readString(written)));
        }
    }

    /** Without the trust store of this run, and without the words that differ between versions of the JDK. */
    private static String masked(String console) {
        return TraceMask.masked(console)
                .replaceAll("(?m)^(  trust store: ).* \\(javax", "$1FILE (javax")
                .replaceAll("(?m)^(  pin of certificate \\d+: sha256/).*", "$1PIN")
                .replaceAll("(?m)^(Caused by: (javax.net.ssl|(sun|java).security)\\.[\\w.]+): .*", "$1: ...")
                .replaceAll("(?m)^(Caused by: dev.parley.tls.DistrustException): .*", "$1: ...");
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
