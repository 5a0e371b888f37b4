package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The outputs in {@code docs/spring-boot.md} are those of applications, with each version of Spring Boot. The system property
 * {@code parley.accept} rewrites them.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageTest {
    private static final String TLS = """
            S: 220 mx
            C: EHLO client.example
            S: 250-mx
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go ahead
            S! tls
            C: EHLO client.example
            S: 250 mx
            """;

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/spring-boot.md"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/spring-boot.md");
    }

    /** Compares the first block of a section in this language. */
    private static void assertShown(String heading, String language, String output) throws IOException {
        String page = Files.readString(page());
        Matcher block = Pattern.compile("(?s)(\n## " + heading + "\n.*?```" + language + "\n)(.*?)(?=\n *```)")
                .matcher(page);
        assertTrue(block.find(), heading);
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(page(), page.substring(0, block.start(2)) + output + page.substring(block.end(2)));
        } else {
            assertEquals(block.group(2), output);
        }
    }

    private static String masked(String text, int port, int shown) {
        return text.replaceAll("\\b" + port + "\\b", String.valueOf(shown))
                .replaceAll("<[0-9.]+@[^>]+>", "<3504.1.1796187299356@shop>")
                .replaceAll("sent: \\d+ octets", "sent: 323 octets");
    }

    @Test
    void theTrace() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.withServer(server.port(), App.Plain.class, "parley.mail.trace=log")) {
            app.send("bob@example.org");
            String shown = app.logged("dev.parley.trace.smtp").stream()
                    .filter(line -> line.contains(" #2 "))
                    .map(line -> "   " + line.replace("DEBUG ", "DEBUG dev.parley.trace.smtp : "))
                    .map(line -> line.replaceFirst(": \\w{8}", ": 93f6c49a").replaceFirst("[\\d.]+ ms", "0.1 ms"))
                    .collect(Collectors.joining("\n"));
            assertShown("Quick start", "text", shown);
        }
    }

    @Test
    void aFailedMail() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER);
                App app = App.withServer(server.port(), App.Plain.class)) {
            app.sendFailing("bob@example.org");
            List<String> lines = app.logged("dev.parley.mail");
            String shown = String.join("\n", lines).replaceFirst("^(\\w+) ", "$1 dev.parley.mail : ");
            assertShown("Log of failed mails", "text", masked(shown, server.port(), 587));
        }
    }

    @Test
    void theHealth(@TempDir Path folder) throws Exception {
        TestTls tls = TestTls.in(folder);
        String rejected = TLS + MailServer.UNKNOWN_USER.substring(MailServer.HELLO.length());
        try (ScriptedServer server = MailServer.start(tls.server(), rejected, TLS + MailServer.BYE);
                App app = App.withServer(
                        server.port(),
                        App.Plain.class,
                        "spring.mail.properties.mail.smtp.starttls.required=true",
                        "spring.mail.properties.mail.smtp.ssl.ca.file=" + tls.certificate())) {
            app.sendFailing("bob@example.org");
            App.Health health = app.health("mail");
            String shown = "{\n  \"status\": \"" + health.status() + "\",\n  \"details\": "
                    + json(health.details(), "  ") + "\n}";
            assertShown(
                    "Health details",
                    "json",
                    masked(shown, server.port(), 587)
                            .replaceFirst("\"time\": \"[^\"]*", "\"time\": \"2026-12-02T09:30:00.123456Z")
                            .replace("localhost", "smtp.example.org"));
        }
    }

    private static String json(Map<?, ?> map, String indent) {
        return map.entrySet().stream()
                .map(entry -> indent + "  \"" + entry.getKey() + "\": " + jsonValue(entry.getValue(), indent + "  "))
                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }

    private static String jsonValue(Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            return json(map, indent);
        }
        return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
    }

    @Test
    void aFailureAtStartUp() throws Exception {
        int port = MailServer.closedPort();
        String output = App.failing(port, "spring.mail.host=localhost");
        int begin = output.indexOf("***************************");
        assertShown(
                "Failures at start-up", "text", masked(output.substring(begin).strip(), port, 25));
    }
}
