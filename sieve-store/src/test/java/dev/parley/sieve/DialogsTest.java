package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.DialogFile;
import dev.parley.testing.GoldenFile;
import dev.parley.testing.PageMask;
import dev.parley.testing.TemporaryNames;
import dev.parley.testing.TlsServers;
import dev.parley.testing.TraceMask;
import dev.parley.testing.dialog.ManageSieveDefaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Performs every dialog file, and compares the whole transcript, all outcomes and, where a file of the same name ends in
 * {@code .console}, {@code .trace} or {@code .html}, the printed exceptions, the whole trace or page.
 *
 * <p>In the explicit form of a file, {@code given} sets a property, in which {@code {port}} is the port of the scripted
 * server; {@code given peer} is the address that the sockets of the store report for the server; {@code given tls} is one of
 * {@link TlsServers}; {@link Actions} performs
 * {@code when}; and {@code then} is the outcome.
 */
class DialogsTest {
    @TempDir
    static Path folder;

    private static TlsServers servers;

    @BeforeAll
    static void trust() throws IOException {
        servers = new TlsServers(folder, "localhost", "127.0.0.1");
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogFile.all(new ManageSieveDefaults()).map(file -> file.test(DialogsTest::perform));
    }

    private static void perform(DialogFile file) throws Exception {
        DialogScript script = file.script();
        Path console = file.beside(".console");
        Path trace = file.beside(".trace");
        Path page = file.beside(".html");
        Path written = file.in(folder, ".html");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(servers.of(script)));
                PrintStream debugOut = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            Map<String, String> traced = traced(Files.exists(trace), Files.exists(page), written);
            Actions.Result result = Actions.perform(script, traced, server.port(), debugOut);
            assertEquals(lines(script.conversation()), lines(server.transcript()), "transcript");
            assertEquals(
                    TraceMask.masked(lines(Actions.expected(script))),
                    TraceMask.masked(lines(result.outcomes())),
                    "outcomes");
            if (Files.exists(console)) {
                GoldenFile.compare(console, masked(lines(result.console())) + "\n");
            }
        }
        if (Files.exists(trace)) {
            GoldenFile.compare(trace, masked(text.toString(StandardCharsets.UTF_8)));
        }
        if (Files.exists(page)) {
            GoldenFile.compare(page, PageMask.masked(Files.readString(written)));
        }
    }

    private static Map<String, String> traced(boolean asText, boolean asPage, Path page) {
        if (asPage) {
            return Map.of("mail.trace", "html", "mail.trace.file", page.toString());
        }
        return asText ? Map.of("mail.sieve.trace", "text") : Map.of();
    }

    private static String masked(String text) {
        return TraceMask.masked(TemporaryNames.masked(text));
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
