package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page in {@code docs/}: its sections, its blocks of properties and its links. */
final class MarkdownPage {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)\n((?:(?!## ).*\n?)*)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]*(?:\\.md)?)(?:#([^)]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    /** Properties of Spring Boot that have a name of their own. */
    private static final Map<String, String> OF_SPRING = Map.of(
            "spring.mail.host", "mail.smtp.host",
            "spring.mail.port", "mail.smtp.port",
            "spring.mail.username", "mail.smtp.user",
            "spring.mail.ssl.enabled", "mail.smtp.ssl.enable");

    private final String name;
    private final String text;

    MarkdownPage(String name) throws IOException {
        this.name = name;
        this.text = Files.readString(DOCS.resolve(name));
    }

    String text() {
        return text;
    }

    /** The sections of the second level: group 1 is the heading, group 2 the text. */
    Stream<MatchResult> sections() {
        return SECTION.matcher(text).results();
    }

    /** The contents of the blocks in this language. */
    static List<String> blocks(String language, String text) {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The links to pages and headings in {@code docs/} that do not exist. */
    List<String> brokenLinks() throws IOException {
        List<String> broken = new ArrayList<>();
        for (MatchResult link : LINK.matcher(text).results().toList()) {
            Path target = DOCS.resolve(link.group(1).isEmpty() ? name : link.group(1));
            if (!Files.exists(target)
                    || link.group(2) != null
                            && !anchors(Files.readString(target)).contains(link.group(2))) {
                broken.add(link.group());
            }
        }
        return broken;
    }

    private static Set<String> anchors(String page) {
        return HEADING.matcher(page)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The properties of a block, those of Spring Boot under their names in Jakarta Mail; a password must not be there. */
    static Properties ofJakartaMail(String block) {
        Properties written = new Properties();
        try {
            written.load(new StringReader(block));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties properties = new Properties();
        written.forEach((key, value) -> {
            String property =
                    OF_SPRING.getOrDefault(key, ((String) key).replaceFirst("^spring\\.mail\\.properties\\.", ""));
            if (property.equals("spring.mail.password")) {
                assertEquals("${MAIL_PASSWORD}", value);
            } else {
                properties.put(property, value);
            }
        });
        return properties;
    }

    /** Whether {@code docs/properties.md} documents this property of SMTP. */
    static boolean isDocumented(String property) throws IOException {
        Properties documented = new Properties();
        try (InputStream file = SmtpTransport.class.getResourceAsStream("/dev/parley/settings/documented.properties")) {
            documented.load(file);
        }
        return property.equals("mail.debug.auth.username")
                || property.startsWith("mail.smtp.")
                        && documented.containsKey(property.substring("mail.smtp.".length()));
    }
}
