package dev.parley.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.replay.DialogScript;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of the demo when a server fails: a demo that cannot fail would prove nothing. */
class DemoTest {
    private static SSLContext tls;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private DemoOutput output;

    @BeforeAll
    static void certificate() throws IOException {
        tls = Demo.localhost();
    }

    @BeforeEach
    void paper(@TempDir Path folder) {
        output = new DemoOutput(new PrintStream(printed, true, StandardCharsets.UTF_8), false, folder);
    }

    @Test
    void serverRefusesTheMessage() throws IOException {
        DialogScript refusing = DialogScript.parse("refusing", """
                S: 220 vm.gmd.de
                C: EHLO client.example
                S: 500 Unknown command, 'ehlo'
                C: HELO client.example
                S: 250 vm.gmd.de is my domain name.
                C: MAIL FROM:<joe@lab.test>
                S: 550 Not you
                C: QUIT
                S: 221 bye
                """);
        assertFalse(new Demo(output, List.of(new HeloChapter(output, refusing))).run());
        assertEquals(
                List.of(
                        "FAIL send 8-bit text to a server without EHLO: 550 Not you",
                        "FAIL re-encode the text: not reached",
                        "FAIL keep the message object unchanged: not reached"),
                outcomes());
    }

    @Test
    void serverTakesEightBitText() throws IOException {
        DialogScript modern = DialogScript.parse("modern", """
                S: 220 mx.lab.test
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250 8BITMIME
                C: MAIL FROM:<joe@lab.test> BODY=8BITMIME
                S: 250 OK
                C: RCPT TO:<maint@vm.gmd.de>
                S: 250 OK
                C: DATA
                S: 354 Go on
                C: [message]
                S: 250 OK
                C: QUIT
                S: 221 bye
                """);
        assertFalse(new Demo(output, List.of(new HeloChapter(output, modern))).run());
        assertEquals(
                "FAIL re-encode the text: the received message is not ASCII",
                outcomes().get(1));
    }

    @Test
    void wrongPasswordFailsAndTheNextChapterStillRuns() throws IOException {
        MailServer server = new MailServer(tls, "joe@lab.test", "another password");
        List<Chapter> chapters =
                List.of(new AttachmentChapter(output, tls, server), new HeloChapter(output, HeloChapter.ibmVm()));
        assertFalse(new Demo(output, chapters).run());
        assertEquals(
                List.of("FAIL", "FAIL", "FAIL", "ok", "ok", "ok"),
                outcomes().stream().map(line -> line.split(" ")[0]).toList());
    }

    @Test
    void messageChangedOnTheServer() throws Exception {
        MailServer server = AttachmentChapter.server(tls);
        try (AttachmentChapter chapter = new AttachmentChapter(output, tls, server)) {
            chapter.start();
            chapter.steps().get(0).action().perform();
            server.getReceivedMessages()[1].setHeader("Subject", "minutes");
            Chapter.CheckFailedException failure = assertThrows(
                    Chapter.CheckFailedException.class, chapter.steps().get(2).action()::perform);
            assertEquals(
                    "octet N of N differs in what arrived", failure.getMessage().replaceAll("\\d+", "N"));
        }
    }

    @Test
    void serverThatCannotStartOrStop() throws IOException {
        assertFalse(new Demo(output, List.of(new Broken(new IOException("no port"), null))).run());
        assertEquals(List.of("FAIL first: no port", "FAIL second: not reached"), outcomes());
        printed.reset();
        assertFalse(new Demo(output, List.of(new Broken(null, new IOException("still busy")))).run());
        assertEquals(List.of("ok   first: done", "ok   second: done", "FAIL stop the server: still busy"), outcomes());
    }

    private record Broken(IOException atStart, IOException atStop) implements Chapter {
        @Override
        public String title() {
            return "title";
        }

        @Override
        public String preface() {
            return "preface";
        }

        @Override
        public void start() throws IOException {
            if (atStart != null) {
                throw atStart;
            }
        }

        @Override
        public List<Step> steps() {
            return List.of(new Step("first", () -> "done"), new Step("second", () -> "done"));
        }

        @Override
        public void close() throws IOException, MessagingException {
            if (atStop != null) {
                throw atStop;
            }
        }
    }

    private List<String> outcomes() {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("ok ") || line.startsWith("FAIL "))
                .toList();
    }
}
