package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.TokenServer;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings in {@code docs/providers.md} are those of this provider, require TLS, and send a message. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProvidersPageTest {
    private static final Set<Integer> STARTTLS_PORTS = Set.of(25, 587, 2525, 2587);
    private static final Set<Integer> TLS_PORTS = Set.of(465, 2465);

    private static final String TRANSACTION = """
            S: 235 ok
            C: MAIL FROM:<joe@example.com>
            S: 250 ok
            C: RCPT TO:<jane@example.org>
            S: 250 ok
            C: DATA
            S: 354 go
            C: [message]
            S: 250 queued
            C: QUIT
            S: 221 bye
            """;

    @TempDir
    static Path folder;

    private static SSLContext tls;

    /** The settings of one block, and the provider under whose heading it is. */
    private record Block(String provider, Properties properties) {
        String of(String name) {
            return properties.getProperty("mail.smtp." + name, "");
        }

        boolean implicitTls() {
            return Boolean.parseBoolean(of("ssl.enable"));
        }

        @Override
        public String toString() {
            return provider + ", port " + of("port");
        }
    }

    @BeforeAll
    static void make() throws IOException {
        tls = TestCertificate.make(folder.resolve("localhost.p12"), "localhost").context();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void namesOnlyPropertiesThatThereAre(Block block) throws IOException {
        for (String name : block.properties.stringPropertyNames()) {
            assertTrue(MarkdownPage.isDocumented(name), name);
        }
        assertFalse(block.of("host").isEmpty(), "no host");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void requiresTlsAsThePortDoes(Block block) {
        int port = Integer.parseInt(block.of("port"));
        if (block.implicitTls()) {
            assertTrue(TLS_PORTS.contains(port), "ssl.enable=true with port " + port);
            assertEquals("", block.of("starttls.required"));
        } else {
            assertEquals("true", block.of("starttls.required"));
            assertTrue(STARTTLS_PORTS.contains(port), "starttls.required=true with port " + port);
        }
        assertEquals("", block.of("ssl.trust"));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void sends(Block block) throws Exception {
        String mechanism = block.of("oauth2.preset").isEmpty() ? "PLAIN" : "XOAUTH2";
        String login = block.of("auth.mechanisms").isEmpty() ? mechanism : block.of("auth.mechanisms");
        String script = greeting(block, login) + "C: AUTH " + login + " [redacted]\n" + TRANSACTION;
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", script), Optional.of(tls));
                TokenServer tokens = TokenServer.start()) {
            tokens.answer(new TokenServer.Response(200, "{\"access_token\": \"x\", \"token_type\": \"Bearer\"}"));
            if (!block.of("oauth2.preset").isEmpty()) {
                block.properties.put("mail.smtp.oauth2.token.url", tokens.url());
            }
            send(block, server, "secret");
            assertEquals("221 bye", last(server.transcript()));
        }
    }

    /** The user name of Postmark is a token. */
    @Test
    void aTokenAsUserNameIsNotShown() throws Exception {
        List<Block> hidden = blocks().filter(block -> "false".equals(block.properties.get("mail.debug.auth.username")))
                .toList();
        assertEquals(List.of("Postmark"), hidden.stream().map(Block::provider).toList());
        String script =
                greeting(hidden.get(0), "PLAIN") + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("smtp", script), Optional.of(tls))) {
            AuthenticationFailedException failure = assertThrows(
                    AuthenticationFailedException.class, () -> send(hidden.get(0), server, "3d1a-token-9c"));
            assertTrue(failure.getMessage().contains("535 5.7.8 no"), failure.getMessage());
            assertFalse(failure.getMessage().contains("3d1a-token-9c"), failure.getMessage());
        }
    }

    @Test
    void everyProviderHasItsRowAndItsSources() throws IOException {
        MarkdownPage markdown = page();
        String page = markdown.text();
        List<String> inTable = Pattern.compile("(?m)^\\| \\[([^]]+)]")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();
        List<String> sections =
                markdown.sections().map(section -> section.group(1)).toList();
        assertTrue(inTable.size() >= 14, inTable.toString());
        assertEquals(inTable, sections.subList(1, inTable.size() + 1));
        assertEquals(
                new TreeSet<>(inTable),
                blocks().map(Block::provider).filter(inTable::contains).collect(Collectors.toCollection(TreeSet::new)));
        markdown.sections()
                .filter(section -> inTable.contains(section.group(1)))
                .forEach(section -> assertTrue(section.group(2).contains("\n* Sources: "), section.group(1)));
        for (Block block :
                blocks().filter(block -> inTable.contains(block.provider)).toList()) {
            String row = page.lines()
                    .filter(line -> line.startsWith("| [" + block.provider + "]"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(row.contains(block.of("port")), block + " is not in " + row);
            assertTrue(row.contains("`" + block.of("host") + "`") || row.contains("your"), block + " is not in " + row);
        }
    }

    @Test
    void linksLeadToHeadings() throws IOException {
        assertEquals(List.of(), page().brokenLinks());
    }

    private static MarkdownPage page() throws IOException {
        return new MarkdownPage("providers.md");
    }

    private static Stream<Block> blocks() throws IOException {
        return page().sections()
                .flatMap(section -> MarkdownPage.blocks("properties", section.group(2)).stream()
                        .map(block -> new Block(section.group(1), MarkdownPage.ofJakartaMail(block))));
    }

    private static String greeting(Block block, String login) {
        String ehlo = "C: EHLO client.example\nS: 250-mx\n";
        String secured = "S! tls\n";
        return block.implicitTls()
                ? secured + "S: 220 mx\n" + ehlo + "S: 250 AUTH " + login + "\n"
                : "S: 220 mx\n" + ehlo + "S: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n" + secured + ehlo + "S: 250 AUTH "
                        + login + "\n";
    }

    private static void send(Block block, ScriptedServer server, String password) throws MessagingException {
        Properties properties = new Properties();
        properties.putAll(block.properties);
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.ssl.trust", "localhost");
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("joe@example.com");
        message.setRecipients(MimeMessage.RecipientType.TO, "jane@example.org");
        message.setText("Hello\n");
        Transport.send(message, block.of("user").isEmpty() ? password : block.of("user"), password);
    }

    private static String last(List<String> transcript) {
        return transcript.get(transcript.size() - 1).replaceFirst("^S: ", "");
    }
}
