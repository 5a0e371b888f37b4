package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.OwnThread;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley trace} with traces of {@code parley send}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceTest {
    private static final String DIALOG = """
            S: 220 mx.lab.test
            C: EHLO client.example
            S: 250 mx.lab.test
            C: MAIL FROM:<a@lab.test>
            S: 250 2.1.0 ok
            C: RCPT TO:<b@lab.test>
            S: %s
            C: RSET
            S: 250 2.0.0 ok
            C: QUIT
            S: 221 2.0.0 bye
            """;

    @TempDir
    private Path folder;

    private Path recorded(String name, String reply) throws Exception {
        Path file = folder.resolve(name);
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse(name, DIALOG.formatted(reply)))) {
            send(server.port(), file);
        }
        return file;
    }

    private static void send(int port, Path trace) {
        new CliRun()
                .parley(
                        "send",
                        "--quiet",
                        "--server",
                        "localhost:" + port,
                        "--from",
                        "a@lab.test",
                        "--to",
                        "b@lab.test",
                        "--subject",
                        "hi",
                        "--body",
                        "Hello",
                        "-D",
                        "mail.smtp.localhost=client.example",
                        "-D",
                        "mail.smtp.trace=json",
                        "-D",
                        "mail.smtp.trace.file=" + trace);
    }

    @Test
    void text() throws Exception {
        CliRun.Result result = new CliRun()
                .parley(
                        "trace",
                        "text",
                        recorded("a.jsonl", "550 5.1.1 no such user").toString());
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.output().contains("<-*   #3 550 5.1.1 no such user"), result.output());
        assertTrue(result.output().contains("=== closed: QUIT"), result.output());
    }

    @Test
    void html() throws Exception {
        String file = recorded("a.jsonl", "550 5.1.1 no such user").toString();
        CliRun.Result result = new CliRun().parley("trace", "html", file);
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.output().startsWith("<!DOCTYPE html>"), result.output());
        assertTrue(result.output().contains("550 5.1.1 no such user"), result.output());
        CliRun.Result second = new CliRun().parley("trace", "html", "--dialog", "2", file);
        assertEquals(64, second.code());
        assertTrue(second.errors().contains("has dialogs 1 to 1"), second.errors());
    }

    @Test
    void compactText() throws Exception {
        String file = recorded("a.jsonl", "550 5.1.1 no such user").toString();
        CliRun.Result result = new CliRun().parley("trace", "text", "--compact", file);
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.output().contains("->* RCPT TO:<b@lab.test> => 550 5.1.1 no such user"), result.output());
        assertTrue(result.output().contains("=== delivered to 0 of 1: b rejected; closed: QUIT"), result.output());
    }

    @Test
    void htmlOfAFolder() throws Exception {
        recorded("a.jsonl", "550 5.1.1 no such user");
        recorded("b.jsonl", "450 4.2.0 later");
        Files.writeString(folder.resolve("c.jsonl"), "no trace\n");
        CliRun.Result result = new CliRun().parley("trace", "html", folder.toString());
        assertEquals(65, result.code(), result.errors());
        assertTrue(
                result.errors().startsWith("parley trace html: c.jsonl line 1 is not a line of a trace"),
                result.errors());
        assertEquals(folder.resolve("index.html") + "\n", result.output());
        String index = Files.readString(folder.resolve("index.html"));
        assertTrue(index.contains("delivered to 0 of 1: b rejected for now"), index);
        assertTrue(index.contains("href=\"dialogs/000002.html\""), index);
        Path page = folder.resolve("dialogs/000001.html");
        assertTrue(Files.readString(page).contains("550 5.1.1 no such user"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(page)));
    }

    @Test
    void outputRequiresAFolderOfTraces() throws Exception {
        String file = recorded("a.jsonl", "450 4.2.0 later").toString();
        assertEquals(
                64,
                new CliRun()
                        .parley("trace", "html", "--output", folder.toString(), file)
                        .code());
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CliRun.Result none = new CliRun().parley("trace", "html", empty.toString());
        assertEquals(65, none.code());
        assertTrue(none.errors().contains("contains no dialog"), none.errors());
    }

    @Test
    void diff() throws Exception {
        Path before = recorded("before.jsonl", "550 5.1.1 no such user");
        Path again = recorded("again.jsonl", "550 5.1.1 no such user");
        Path after = recorded("after.jsonl", "450 4.2.0 later");
        assertEquals(
                new CliRun.Result(0, "", ""),
                new CliRun().parley("trace", "diff", before.toString(), again.toString()));
        CliRun.Result result = new CliRun().parley("trace", "diff", before.toString(), after.toString());
        assertEquals(1, result.code(), result.errors());
        assertTrue(result.output().contains("\n-<-*   #3 550 5.1.1 no such user"), result.output());
        assertTrue(result.output().contains("\n+<-*   #3 450 4.2.0 later"), result.output());
    }

    @Test
    void serve() throws Exception {
        Path trace = recorded("a.jsonl", "550 5.1.1 no such user");
        Path again = folder.resolve("again.jsonl");
        PipedInputStream output = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(output), true, StandardCharsets.UTF_8);
        CompletableFuture<CliRun.Result> served = CompletableFuture.supplyAsync(
                () -> {
                    try (out) {
                        return new CliRun().writing(out).parley("trace", "serve", trace.toString());
                    }
                },
                OwnThread.EXECUTOR);
        String where = new Scanner(output, StandardCharsets.UTF_8).nextLine();
        send(Integer.parseInt(where.replaceFirst(".*:", "")), again);
        assertEquals(0, served.get().code());
        assertEquals(
                new CliRun.Result(0, "", ""), new CliRun().parley("trace", "diff", trace.toString(), again.toString()));
    }

    @Test
    void noTrace() throws Exception {
        Path file = Files.writeString(folder.resolve("none.jsonl"), "{\"e\":\"open\"\n");
        assertEquals(65, new CliRun().parley("trace", "text", file.toString()).code());
        assertEquals(
                66,
                new CliRun()
                        .parley("trace", "text", folder.resolve("gone").toString())
                        .code());
        assertEquals(64, new CliRun().parley("trace").code());
    }
}
