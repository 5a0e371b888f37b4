package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.shared.CommandContext;
import dev.parley.replay.Recording;
import dev.parley.replay.TraceReader;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.face.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParleyTest {
    private static final String ESCAPE = "\u001b";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void demoShowsThreeDialogsAndDoesEveryStep() {
        assertEquals(0, execute(new Terminal(false, Map.of()), "demo"));
        assertEquals(
                List.of(
                        "ok   send a message with an attachment over TLS: accepted for 2 recipients",
                        "ok   log in before sending: 235 2.7.0  Authentication Succeeded",
                        "ok   read the message back: N octets unchanged in both mailboxes, apart from the header fields"
                                + " that the server adds (GreenMail drops the last CRLF)",
                        "ok   send 8-bit text to a server without EHLO: message accepted after HELO",
                        "ok   re-encode the text: received as quoted-printable in ASCII, with the same text",
                        "ok   keep the message object unchanged: still 8bit, no octet changed",
                        "ok   connect with STARTTLS and log in: logged in as joe",
                        "ok   list the scripts: no scripts",
                        "ok   create a script: lists",
                        "ok   activate it: lists is listed as the active script",
                        "ok   read it back: N octets unchanged",
                        "ok   reject an invalid script: HOST:PORT rejected PUTSCRIPT \"lists\" (N octets): lists: line 4:"
                                + " error: unknown command 'fileint' (the stored script is unchanged)",
                        "ok   rename the script: lists is now mailing-lists, and still active"),
                lines().stream()
                        .filter(line -> line.startsWith("ok") || line.startsWith("FAIL"))
                        .map(line -> line.replaceAll("\\d+ octets", "N octets")
                                .replaceAll(" \\S+:\\d+ rejected", " HOST:PORT rejected"))
                        .toList());
        assertEquals(
                List.of("QUIT", "QUIT", "LOGOUT"),
                lines().stream()
                        .filter(line -> line.contains("=== closed: "))
                        .map(line -> line.replaceAll(".*closed: ", ""))
                        .toList());
        assertTrue(text().contains(String.join(
                System.lineSeparator(),
                "line 4: error: unknown command 'fileint'\n    fileint :create \"Lists\";  # f\u00fcr sp\u00e4ter\n    ^^^^^^^",
                "")));
    }

    @Test
    void demoNeverShowsThePassword() {
        execute(new Terminal(false, Map.of()), "demo");
        assertFalse(text().contains("correct horse"));
        assertTrue(text().contains("AUTH PLAIN [redacted"));
        assertTrue(text().contains("AUTHENTICATE \"PLAIN\" [redacted"));
    }

    @Test
    void demoKeepsItsDialogsAndSaysWhere() throws IOException {
        Path folder = Path.of("target", "demo").toAbsolutePath();
        execute(new Terminal(false, Map.of()), "demo");
        execute(new Terminal(false, Map.of()), "demo");
        for (String name : Stream.of("sieve", "smtp", "smtps")
                .flatMap(protocol -> Stream.of(".html", ".jsonl", ".txt").map(protocol::concat))
                .toList()) {
            assertEquals(
                    2,
                    lines().stream()
                            .filter(folder.resolve(name).toString()::equals)
                            .count(),
                    name);
        }
        assertEquals(1, Files.readString(folder.resolve("smtp.txt")).split("=== closed", -1).length - 1);
        String page = Files.readString(folder.resolve("smtps.html"));
        assertTrue(page.contains("AUTH PLAIN [redacted"), page);
        assertFalse(page.contains("correct horse"));
        Recording recording = TraceReader.read(folder.resolve("smtps.jsonl")).get(0);
        assertEquals("smtps", recording.opened().protocol());
        assertTrue(recording.events().get(recording.events().size() - 1) instanceof TraceEvent.Closed);
        assertFalse(Files.readString(folder.resolve("smtps.jsonl")).contains("correct horse"));
    }

    @Test
    void coloursOnATerminal() {
        assertEquals(0, execute(new Terminal(true, Map.of("TERM", "xterm")), "demo"));
        for (String shown : List.of("235 2.7.0", "500 Unknown command", "SETACTIVE", "ok   rename")) {
            assertTrue(lines().stream().anyMatch(line -> line.startsWith(ESCAPE) && line.contains(shown)), shown);
        }
    }

    @Test
    void noColoursWithoutATerminal() {
        execute(new Terminal(false, Map.of("TERM", "xterm")), "demo");
        assertFalse(text().contains(ESCAPE));
    }

    @Test
    void noColoursForNoColor() {
        execute(new Terminal(true, Map.of("TERM", "xterm", "NO_COLOR", "1")), "demo");
        assertFalse(text().contains(ESCAPE));
    }

    private int execute(Terminal terminal, String... arguments) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return Parley.commandLine(new CommandContext(
                        InputStream.nullInputStream(),
                        out,
                        out,
                        terminal.present(),
                        terminal.colour(),
                        terminal.environment(),
                        question -> null))
                .execute(arguments);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return Arrays.asList(text().split("\\R"));
    }
}
