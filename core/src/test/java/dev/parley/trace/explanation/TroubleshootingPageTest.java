package dev.parley.trace.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/troubleshooting.md} equals what {@code explanations.txt} contains. {@code -DargLine=-Dparley.accept=true} rewrites
 * the page.
 */
class TroubleshootingPageTest {
    private static final Path PAGE = Path.of("../docs/troubleshooting.md");
    private static final Path FILE = Path.of("src/main/resources/dev/parley/trace/explanation/explanations.txt");

    /** The providers and servers that the page lists, also where no entry is known. */
    private static final List<String> PROVIDERS = List.of(
            "Gmail",
            "Microsoft 365",
            "Exchange",
            "Amazon SES",
            "SendGrid",
            "Mailgun",
            "Postmark",
            "Brevo",
            "Zoho",
            "Yahoo",
            "iCloud",
            "OVH",
            "IONOS",
            "GMX",
            "Postfix",
            "Exim",
            "Sendmail",
            "Dovecot",
            "Rspamd",
            "Cisco",
            "Fortinet");

    private static final Pattern EXAMPLE = Pattern.compile("(\\S+) ([^:]+): (.*)");
    private static final Pattern PROPERTY =
            Pattern.compile("\\{([A-Za-z0-9.]+)(=[^}]*)?}|\\b(mail\\.[a-z]+\\.\\S+=\\w+)");
    private static final Pattern SPECIAL = Pattern.compile("[<_*]");

    @Test
    void thePageHasWhatTheCatalogueContains() throws IOException {
        String page = page();
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(Files.readString(PAGE), page);
    }

    /** A heading is an anchor in the form of {@link Explanation#anchor()} only without other characters. */
    @Test
    void eachEntryHasAnAnchorOfItsOwn() {
        Set<String> anchors = new HashSet<>();
        for (Explanation entry : Explanations.all()) {
            assertTrue(entry.name().matches("[A-Za-z0-9 -]+"), entry.name());
            assertTrue(anchors.add(entry.anchor()), entry.name());
            assertFalse(entry.evidence().topic().isEmpty(), entry.name());
        }
    }

    @Test
    void eachProviderIsListed() {
        for (Explanation entry : Explanations.all()) {
            assertTrue(PROVIDERS.containsAll(entry.evidence().providers()), () -> entry.name() + ": unknown provider");
        }
    }

    private static String page() throws IOException {
        Map<String, List<Explanation>> topics = new LinkedHashMap<>();
        for (Explanation entry : inTheirOrder()) {
            topics.computeIfAbsent(entry.evidence().topic(), topic -> new ArrayList<>())
                    .add(entry);
        }
        StringBuilder page = new StringBuilder("""
                # Troubleshooting

                `TroubleshootingPageTest` generates this page from
                [explanations.txt](../core/src/main/resources/dev/parley/trace/explanation/explanations.txt). Do not edit it.

                * Search the page for the words of the server's reply, or run `parley explain "550 5.1.1 no such user"`.
                * The names of properties are those of the protocol `smtp` or `sieve`. The properties of another protocol begin
                  with its name, for example `mail.smtps.` or `mail.lmtp.`.
                * A reply has the text of the server that it was first seen from. Addresses, names and links in it differ.
                * Traces and exceptions have the same meaning and fix, with the present values of the properties.

                """);
        page.append("## Contents\n\n");
        topics.keySet().forEach(topic -> page.append("* [%s](#%s)%n".formatted(topic, slug(topic))));
        page.append("* [Providers](#providers)\n");
        topics.forEach((topic, entries) -> {
            page.append("\n## ").append(topic).append('\n');
            entries.forEach(entry -> page.append(section(entry)));
        });
        return page.append(providers()).toString();
    }

    private static List<Explanation> inTheirOrder() throws IOException {
        Map<String, Explanation> byName =
                Explanations.all().stream().collect(Collectors.toMap(Explanation::name, entry -> entry));
        return Files.readAllLines(FILE).stream()
                .filter(line -> line.startsWith("["))
                .map(line -> byName.get(line.substring(1, line.length() - 1)))
                .toList();
    }

    private static String section(Explanation entry) {
        Set<String> replyTo = new LinkedHashSet<>();
        List<String> texts = new ArrayList<>();
        for (String example : entry.evidence().examples()) {
            Matcher parts = EXAMPLE.matcher(example);
            assertTrue(parts.matches(), example);
            boolean isFailure = parts.group(1).matches(".*[!?]");
            replyTo.add(isFailure ? "Failure when " + parts.group(2) : "Reply to `" + parts.group(2) + "`");
            texts.add(parts.group(3).replace("\\n", "\n"));
        }
        return """

                ### %s

                %s:

                ```text
                %s
                ```

                * Meaning: %s
                %s* Source: %s
                """.formatted(
                        entry.name(),
                        String.join(", ", replyTo).replace(", Reply to", ",").replace(", Failure when", ","),
                        String.join("\n", texts),
                        prose(entry.meaning(), entry.protocol()),
                        entry.fix()
                                .map(fix -> "* Fix: " + prose(fix, entry.protocol()) + "\n")
                                .orElse(""),
                        escaped(entry.evidence().source()));
    }

    /** The text with the names of properties as code. */
    private static String prose(String text, String protocol) {
        String family = protocol.equals("any") ? "<protocol>" : protocol;
        StringBuilder prose = new StringBuilder();
        Matcher property = PROPERTY.matcher(text.replaceAll("\\{offered (\\w+)}", "what its $1 line lists"));
        int end = 0;
        String whole = text.replaceAll("\\{offered (\\w+)}", "what its $1 line lists");
        while (property.find()) {
            prose.append(escaped(whole.substring(end, property.start())));
            String value = property.group(2) == null ? "" : property.group(2);
            String name =
                    property.group(3) == null ? "mail." + family + "." + property.group(1) + value : property.group(3);
            prose.append('`').append(name).append('`');
            end = property.end();
        }
        return prose.append(escaped(whole.substring(end))).toString();
    }

    private static String escaped(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$0");
    }

    private static String slug(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static String providers() {
        StringBuilder table = new StringBuilder("""

                ## Providers

                The entries for replies of these providers and servers. A provider without an entry sends common replies, or its
                replies are not documented.

                | provider | entries | replies |
                |---|---|---|
                """);
        int ofProviders = 0;
        Set<String> counted = new HashSet<>();
        for (String provider : PROVIDERS) {
            List<Explanation> entries = Explanations.all().stream()
                    .filter(entry -> entry.evidence().providers().contains(provider))
                    .sorted(Comparator.comparing(Explanation::name))
                    .toList();
            for (Explanation entry : entries) {
                ofProviders += counted.add(entry.name()) ? 1 : 0;
            }
            String links = entries.stream()
                    .map(entry -> "[%s](#%s)".formatted(entry.name(), entry.anchor()))
                    .collect(Collectors.joining(", "));
            table.append("| %s | %d | %s |%n".formatted(provider, entries.size(), links.isEmpty() ? "none" : links));
        }
        return table
                + "\n%d entries in all, %d of them for a provider.%n"
                        .formatted(Explanations.all().size(), ofProviders);
    }
}
