package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/spring-boot.md} has the facts of the examples, properties that exist, and the message of a failed mail. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpringBootPageTest {
    private static final Path METADATA =
            Path.of("../spring-boot/src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final Pattern BOOT =
            Pattern.compile("(?s)<artifactId>spring-boot-starter-parent</artifactId>\\s*<version>([^<]+)<");

    @ParameterizedTest
    @ValueSource(strings = {"spring-boot-3", "spring-boot-4"})
    void theDependencyIsThatOfTheExample(String example) throws IOException {
        String pom = Files.readString(Path.of("../examples", example, "pom.xml"));
        String dependency = MarkdownPage.blocks("xml", page().text()).get(0).strip();
        assertTrue(pom.replaceAll("\\s+", "").contains(dependency.replaceAll("\\s+", "")), dependency);
        Matcher version = BOOT.matcher(pom);
        assertTrue(version.find());
        assertTrue(page().text().contains(version.group(1)), version.group(1));
    }

    @Test
    void namesOnlyPropertiesThatThereAre() throws IOException {
        List<String> blocks = MarkdownPage.blocks("properties", page().text());
        assertEquals(6, blocks.size());
        String metadata = Files.readString(METADATA);
        for (String block : blocks) {
            Properties properties = MarkdownPage.ofJakartaMail(block);
            for (String name : properties.stringPropertyNames()) {
                boolean own = name.startsWith("parley.") && metadata.contains("{\"name\": \"" + name + "\"");
                assertTrue(own || MarkdownPage.isDocumented(name), name);
            }
        }
    }

    @Test
    void showsTheMessageOfAFailedMail() throws Exception {
        String script = """
                S: 220 mx
                C: EHLO client.example
                S: 250 mx
                C: MAIL FROM:<alice@example.org>
                S: 250 OK
                C: RCPT TO:<nobody@example.org>
                S: 250 OK
                C: DATA
                S: 354 go
                C: [message]
                S: 451 Requested action aborted: local error in processing
                C: QUIT
                S: 221 bye
                """.replace("C: QUIT", "C: RSET\nS: 250 OK\nC: QUIT");
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", script))) {
            Properties properties = new Properties();
            properties.put("mail.smtp.host", "localhost");
            properties.put("mail.smtp.port", String.valueOf(server.port()));
            properties.put("mail.smtp.localhost", "client.example");
            MimeMessage message = new MimeMessage(Session.getInstance(properties));
            message.setFrom("alice@example.org");
            message.setRecipients(MimeMessage.RecipientType.TO, "nobody@example.org");
            message.setText("Hello\n");
            MessagingException failure = assertThrows(MessagingException.class, () -> Transport.send(message));
            Throwable refused = failure.getNextException() == null ? failure : failure.getNextException();
            String shown = refused.toString()
                    .replace("localhost:" + server.port(), "localhost:2525")
                    .replaceFirst("sent: \\d+ octets", "sent: 323 octets");
            assertTrue(page().text().contains("Failed message 1: " + shown + "\n```"), shown);
        }
    }

    @Test
    void linksLeadToHeadings() throws IOException {
        assertEquals(List.of(), page().brokenLinks());
    }

    private static MarkdownPage page() throws IOException {
        return new MarkdownPage("spring-boot.md");
    }
}
