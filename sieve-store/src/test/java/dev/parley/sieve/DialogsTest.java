package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.Directive;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.PageMask;
import dev.parley.testing.TraceMask;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every dialog file is a test. {@code given name=value} sets a property, {@code {port}} in
 * it is the scripted server's, {@code when ...} is done by {@link Actions},
 * {@code then ...} is what came of it. The whole transcript, all outcomes and, where a file of the same name ends in
 * {@code .trace} or {@code .html}, the whole trace or page are compared.
 */
class DialogsTest {
    private static final Path DIALOGS = Path.of("src/test/resources/dialogs");

    @TempDir
    static Path folder;

    private static SSLContext tls;

    @BeforeAll
    static void trustOneCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("server.p12"), "localhost", "127.0.0.1");
        System.setProperty("javax.net.ssl.trustStore", certificate.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", certificate.password());
        tls = certificate.context();
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogScript.files(DIALOGS).stream()
                .map(file -> DynamicTest.dynamicTest(DIALOGS.relativize(file).toString(), () -> run(file)));
    }

    private static void run(Path file) throws Exception {
        DialogScript script = DialogScript.read(file);
        Path trace = file.resolveSibling(file.getFileName().toString().replace(".txt", ".trace"));
        Path page = file.resolveSibling(file.getFileName().toString().replace(".txt", ".html"));
        Path printed = folder.resolve(file.toString().replace('/', '-') + ".html");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<String> outcomes = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls));
                Actions actions = new Actions(
                        properties(script, server.port(), traced(Files.exists(trace), Files.exists(page), printed)),
                        server.port(),
                        new PrintStream(written, true, StandardCharsets.UTF_8))) {
            for (Directive when : named("when", script)) {
                outcomes.add(actions.perform(when));
            }
            assertEquals(lines(script.conversation()), lines(server.transcript()), "transcript");
        }
        assertEquals(lines(named("then", script).stream().map(Directive::rest).toList()), lines(outcomes), "outcomes");
        if (Files.exists(trace) && Boolean.getBoolean("parley.accept")) {
            Files.writeString(trace, TraceMask.masked(written.toString(StandardCharsets.UTF_8)));
        }
        if (Files.exists(trace)) {
            assertEquals(Files.readString(trace), TraceMask.masked(written.toString(StandardCharsets.UTF_8)), "trace");
        }
        if (Files.exists(page)) {
            String masked = PageMask.masked(Files.readString(printed));
            if (Boolean.getBoolean("parley.accept")) {
                Files.writeString(page, masked);
            }
            assertEquals(Files.readString(page), masked, "page");
        }
    }

    private static Map<String, String> traced(boolean asText, boolean asPage, Path page) {
        if (asPage) {
            return Map.of("mail.trace", "html", "mail.trace.file", page.toString());
        }
        return asText ? Map.of("mail.sieve.trace", "text") : Map.of();
    }

    private static Properties properties(DialogScript script, int port, Map<String, String> traced) {
        Properties properties = new Properties();
        properties.putAll(traced);
        for (Directive given : named("given", script)) {
            String[] property =
                    given.rest().replace("{port}", String.valueOf(port)).split("=", 2);
            properties.setProperty(property[0], property[1]);
        }
        return properties;
    }

    private static List<Directive> named(String word, DialogScript script) {
        return script.directives().stream()
                .filter(directive -> directive.word().equals(word))
                .toList();
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
