package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.oauth2.OAuth2Settings;
import dev.parley.settings.MailProperties;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/login.md}. */
class LoginPageTest {
    private static final Pattern NAME = Pattern.compile("mail\\.smtp\\.[a-z0-9.]*[a-z0-9]");
    private static final Pattern WORD = Pattern.compile("`([a-z.]+)`");

    private static MarkdownPage page() throws IOException {
        return new MarkdownPage("login.md");
    }

    @Test
    void namesOnlyPropertiesThatThereAre() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (MatchResult name : NAME.matcher(page().text()).results().toList()) {
            if (!MarkdownPage.isDocumented(name.group()) && !name.group().equals("mail.smtp.oauth2")) {
                unknown.add(name.group());
            }
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void theTableHasAllPropertiesOfOAuth() throws IOException {
        Properties documented = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/dev/parley/settings/documented.properties")) {
            documented.load(file);
        }
        Set<String> all = new TreeSet<>();
        for (String name : documented.stringPropertyNames()) {
            if (name.startsWith("oauth2.")) {
                all.add(name.substring("oauth2.".length()));
            }
        }
        Set<String> listed = new TreeSet<>();
        boolean inTable = false;
        for (String line : page().text().lines().toList()) {
            inTable = line.startsWith("| property of `mail.smtp.oauth2.`") || inTable && line.startsWith("|");
            if (inTable && line.startsWith("| `")) {
                String names = line.split("\\|")[1];
                WORD.matcher(names).results().forEach(word -> listed.add(word.group(1)));
            }
        }
        assertEquals(all, listed);
    }

    @Test
    void theSettingsOfEachServerAreAccepted() throws IOException {
        List<String> urls = new ArrayList<>();
        for (String block : MarkdownPage.blocks("properties", page().text())) {
            MailProperties properties = new MailProperties("smtp", MarkdownPage.ofJakartaMail(block));
            if (OAuth2Settings.isConfigured(properties)) {
                urls.add(OAuth2Settings.from(properties).account().url().getHost());
            }
        }
        assertEquals(List.of("login.microsoftonline.com", "oauth2.googleapis.com", "id.example.org"), urls);
    }

    @Test
    void linksLeadToHeadings() throws IOException {
        assertEquals(List.of(), page().brokenLinks());
        assertTrue(page().text().contains("](properties.md)"));
    }
}
