package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The test that docs/testing-with-parley.md shows is {@link CustomersTraceTest}, which runs; its dialog is replayed here. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TestingWithParleyTest {
    private static final Path PAGE = Path.of("../docs/testing-with-parley.md");
    private static final Path TEST = Path.of("src/test/java/dev/parley/smtp/CustomersTraceTest.java");

    @Test
    void thePageShowsATestThatRuns() throws IOException {
        String test = Files.readString(TEST).replace("package dev.parley.smtp;\n\n", "");
        assertTrue(Files.readString(PAGE).contains("```java\n" + test + "```\n"), "the page must have:\n" + test);
    }

    @Test
    void thePageShowsTheTrace() throws IOException {
        String page = Files.readString(PAGE);
        String recorded = Files.readAllLines(Path.of("src/test/resources/recorded/issue-42.jsonl")).stream()
                .filter(page::contains)
                .collect(Collectors.joining("\n"));
        assertEquals(2, recorded.lines().count());
    }

    @Test
    void theDialogOfThePageReplays(@TempDir Path folder) throws Exception {
        String section = Files.readString(PAGE).split("\n## Dialog files\n")[1];
        Path file = Files.writeString(folder.resolve("page.txt"), section.split("```\n")[1]);
        try (DialogServer server = DialogServer.replay(file)) {
            Properties properties = new Properties();
            properties.put("mail.smtp.host", "localhost");
            properties.put("mail.smtp.port", String.valueOf(server.port()));
            properties.put("mail.smtp.localhost", "client.example");
            MimeMessage message = new MimeMessage(Session.getInstance(properties));
            message.setFrom("alice@example.test");
            message.setRecipients(MimeMessage.RecipientType.TO, "bob@example.test");
            message.setText("Any will do.");
            MessagingException failure = assertThrows(MessagingException.class, () -> Transport.send(message));
            assertTrue(failure.getMessage().contains("451 4.3.0 Try again later"), failure.getMessage());
            assertEquals(List.of(), server.mismatches());
        }
    }
}
