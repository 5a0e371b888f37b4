package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.parley.smtp.protocol.Extension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/extensions.md}. */
class ExtensionsPageTest {
    /** The registry "SMTP Service Extensions" of the IANA, updated 2025-09-19. */
    private static final List<String> REGISTRY =
            List.of(("8BITMIME ATRN AUTH BINARYMIME BURL CHECKPOINT CHUNKING CONNEG CONPERM DELIVERBY DSN"
                            + " ENHANCEDSTATUSCODES ETRN EXPN FUTURERELEASE HELP LIMITS MT-PRIORITY MTRK NO-SOLICITING"
                            + " ONEX PIPELINING REQUIRETLS RRVS SAML SEND SIZE SMTPUTF8 SOML STARTTLS SUBMITTER TURN"
                            + " UTF8SMTP VERB VRFY")
                    .split(" "));

    private static final Set<String> USES = Set.of("used", "on request", "command", "not used");
    private static final Pattern PROPERTY = Pattern.compile("mail\\.smtp\\.[a-z0-9.]*[a-z0-9]");

    private static MarkdownPage page() throws IOException {
        return new MarkdownPage("extensions.md");
    }

    /** The cells of each row after its keyword. */
    private static Map<String, List<String>> rows(String section) throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        String text = page().sections()
                .filter(each -> each.group(1).equals(section))
                .findFirst()
                .orElseThrow()
                .group(2);
        for (String line : text.lines().filter(row -> row.startsWith("| `")).toList()) {
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring(1).split("\\|")) {
                cells.add(cell.strip());
            }
            String keyword = cells.remove(0).replace("`", "");
            assertEquals(null, rows.put(keyword, cells), keyword);
            assertEquals(3, cells.size(), line);
        }
        return rows;
    }

    @Test
    void theFirstTableIsTheRegistryOfTheIana() throws IOException {
        assertEquals(REGISTRY, List.copyOf(rows("IANA registry").keySet()));
    }

    @Test
    void everyExtensionOfTheTransportHasARow() throws IOException {
        Map<String, List<String>> rows = rows("IANA registry");
        rows.putAll(rows("Other extensions"));
        for (Extension extension : Extension.values()) {
            List<String> row = rows.get(extension.keyword());
            assertNotEquals(null, row, extension.keyword());
            assertEquals(true, Set.of("used", "on request").contains(row.get(1)), extension.keyword());
        }
    }

    @Test
    void everyRowHasAUse() throws IOException {
        Map<String, List<String>> rows = rows("IANA registry");
        rows.putAll(rows("Other extensions"));
        Set<String> used = new TreeSet<>();
        rows.forEach((keyword, row) -> {
            assertEquals(true, USES.contains(row.get(1)), keyword);
            if (row.get(1).equals("used") || row.get(1).equals("on request")) {
                used.add(keyword);
            }
        });
        Set<String> known =
                new TreeSet<>(Set.of("ENHANCEDSTATUSCODES")); // Parley reads the codes without the announcement.
        for (Extension extension : Extension.values()) {
            known.add(extension.keyword());
        }
        assertEquals(known, used);
    }

    @Test
    void namesOnlyPropertiesThatThereAre() throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (MatchResult name : PROPERTY.matcher(page().text()).results().toList()) {
            if (!MarkdownPage.isDocumented(name.group())) {
                unknown.add(name.group());
            }
        }
        assertEquals(Set.of(), unknown);
    }
}
