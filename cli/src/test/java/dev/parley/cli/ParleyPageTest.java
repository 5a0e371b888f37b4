package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transcripts of {@code docs/parley.md} are what the command really prints; {@code parley.accept} writes them. */
class ParleyPageTest {
    private static final Path PAGE = Path.of("..", "docs", "parley.md");

    @TempDir
    Path folder;

    @Test
    void explain() throws IOException {
        shows(
                "explain",
                new Run().parley("explain", "--phase", "mail", "530 5.7.0 Must issue a STARTTLS command first"));
    }

    @Test
    void send() throws IOException {
        String dialog = """
                S: 220 mx.lab.test ESMTP Postfix
                C: EHLO client.example
                S: 250 mx.lab.test
                C: MAIL FROM:<joe@lab.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<ann@lab.test>
                S: 250 2.1.5 Ok
                C: RCPT TO:<bob@lab.test>
                S: 550 5.1.1 <bob@lab.test>: Recipient address rejected: User unknown
                C: RSET
                S: 250 2.0.0 Ok
                C: QUIT
                S: 221 2.0.0 Bye
                """;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("page", dialog))) {
            shows(
                    "send",
                    new Run()
                            .input("Hello\n")
                            .parley(
                                    "send",
                                    "--quiet",
                                    "--server=localhost:" + server.port(),
                                    "-Dmail.smtp.localhost=client.example",
                                    "--from=joe@lab.test",
                                    "--to=ann@lab.test",
                                    "--to=bob@lab.test"));
        }
    }

    @Test
    void probe() throws IOException {
        String dialog = """
                S: 220 mx.lab.test ESMTP Postfix
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250-AUTH PLAIN CRAM-MD5
                S: 250 SIZE 52428800
                C: QUIT
                S: 221 2.0.0 Bye
                """;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("page", dialog))) {
            shows(
                    "probe",
                    new Run().parley("probe", "-Dmail.smtp.localhost=client.example", "127.0.0.1:" + server.port()));
        }
    }

    @Test
    void sieve() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.sieve"), "require \"fileinto\";\nfileint \"Lists\";\n");
        var tls = TestCertificate.make(folder.resolve("localhost.p12"), "localhost")
                .context();
        try (ManageSieveServer server = new ManageSieveServer(tls, "joe", "secret")) {
            shows(
                    "sieve",
                    new Run()
                            .password("secret")
                            .parley(
                                    "sieve",
                                    "check",
                                    "-Dmail.sieve.ssl.trust=localhost",
                                    "sieve://joe@localhost:" + server.port(),
                                    broken.toString()));
        }
    }

    private static void shows(String section, Run.Left left) throws IOException {
        String page = Files.readString(PAGE, UTF_8);
        Matcher transcript = Pattern.compile("(?s)(## " + section + "\n.*?```\n\\$ [^\n]*\n)(.*?)(```\n)")
                .matcher(page);
        assertEquals(true, transcript.find(), section);
        String printed = (left.output() + left.errors()).replaceAll("\\d+ ms\\)", "8 ms)");
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(
                    PAGE, page.substring(0, transcript.start(2)) + printed + page.substring(transcript.end(2)));
        } else {
            assertEquals(transcript.group(2), printed);
        }
    }
}
