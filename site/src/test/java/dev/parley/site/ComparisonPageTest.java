package dev.parley.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each statement of {@code docs/comparison.md} has a source, and each source exists. {@link LinksTest} checks the links. */
class ComparisonPageTest {
    private static final Pattern CODE = Pattern.compile("\\b[PASCVM]\\d+\\b");
    private static final Pattern CODES_AT_END = Pattern.compile("\\((?:[PASCVM]\\d+)(?:, [PASCVM]\\d+)*\\)\\W*$");
    private static final Pattern QUOTED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern VERSIONED = Pattern.compile("https://github\\.com/([^/]+/[^/]+)/[a-z]+/([^/)]+)");

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(MarkdownPage.ROOT.resolve("docs/comparison.md"));
    }

    // -- Statements ---------------------------------------------------------------------------------------------------

    @Test
    void everyCellHasASource() {
        assertEquals(List.of(), cellsWithoutSource(page));
    }

    @Test
    void everyReasonToChooseHasASource() {
        assertEquals(List.of(), reasonsWithoutSource(page));
    }

    @Test
    void everyCodeIsASourceAndEverySourceIsUsed() {
        Set<String> used = codes(section(page, "Facts") + section(page, "Choice"));
        Set<String> withoutSource = new TreeSet<>(used);
        withoutSource.removeAll(sources(page).keySet());
        Set<String> unused = new TreeSet<>(sources(page).keySet());
        unused.removeAll(used);
        assertEquals(Set.of(), withoutSource, "no source");
        assertEquals(Set.of(), unused, "not used");
    }

    @Test
    void theSourcesAreOfTheLibraryOfTheirColumn() {
        List<String> wrong = new ArrayList<>();
        for (List<String> row : rows(section(page, "Facts"))) {
            for (int column = 1; column < row.size(); column++) {
                Set<String> codes = codes(row.get(column));
                // Simple Java Mail has tested statements on the pool that it uses.
                boolean isOther = codes.removeIf(code -> code.startsWith("S"));
                char library = "PASCVM".charAt(column - 1);
                codes.removeIf(code -> code.charAt(0) == library);
                if (!codes.isEmpty() || isOther && library != 'S' && library != 'C') {
                    wrong.add(row.get(column));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatHasNoSourceIsFound() {
        String other = """
                ## Facts

                | | Parley | Angus Mail |
                |---|---|---|
                | Pool | yes (P1) | no |
                | Trace | *P1* text | yes (A1, A2) |

                ## Choice

                It is small. It is fast (P1).
                * It sends mail.
                  Often.
                """;
        assertEquals(List.of("no", "*P1* text"), cellsWithoutSource(other));
        assertEquals(List.of("It is small.", "It sends mail.", "Often."), reasonsWithoutSource(other));
    }

    private static List<String> cellsWithoutSource(String text) {
        List<String> without = new ArrayList<>();
        for (List<String> row : rows(section(text, "Facts"))) {
            for (String cell : row.subList(1, row.size())) {
                if (!CODES_AT_END.matcher(cell).find()) {
                    without.add(cell);
                }
            }
        }
        return without;
    }

    /** The sentences without a code. A colon or a semicolon ends no sentence. */
    private static List<String> reasonsWithoutSource(String text) {
        String joined = section(text, "Choice")
                .replaceAll("(?m)^###.*$", "")
                .replaceAll("\\n\\s+", " ")
                .replaceAll("(?m)^\\* ", "\n\n")
                .replaceAll("(?<!\\n)\\n(?!\\n)", " ");
        List<String> without = new ArrayList<>();
        for (String paragraph : joined.split("\\n\\n+")) {
            for (String sentence : paragraph.strip().split("(?<=[.)])\\.? (?=[A-Z])")) {
                if (!sentence.isBlank() && codes(sentence).isEmpty()) {
                    without.add(sentence.strip());
                }
            }
        }
        return without;
    }

    // -- Sources ------------------------------------------------------------------------------------------------------

    @Test
    void everySourceIsATestAMeasurementOrAText() {
        List<String> without = new ArrayList<>();
        sources(page).forEach((code, source) -> {
            boolean isTest = source.startsWith("Test");
            boolean hasName = QUOTED.matcher(source).find() || source.contains("`examples/run ");
            boolean hasLink = LINK.matcher(source).find();
            boolean isText = source.startsWith("Read ") || source.startsWith("Measurement ");
            if (!(isTest && hasName || isText && hasLink)) {
                without.add(code + ": " + source);
            }
        });
        assertEquals(List.of(), without);
    }

    @Test
    void theTestsExist() throws IOException {
        Map<String, String> classes = testClasses();
        List<String> missing = new ArrayList<>();
        for (MatchResult name : QUOTED.matcher(page).results().toList()) {
            String source = classes.get(name.group(1));
            String method = name.group(2);
            if (source == null || method != null && !source.contains(" void " + method + "(")) {
                missing.add(name.group());
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Those of the table at the beginning. */
    @Test
    void theLinksToSourceFilesNameTheVersionThatWasRead() {
        Map<String, String> read = new HashMap<>();
        for (List<String> row : rows(section(page, "Versions"))) {
            Matcher project = Pattern.compile("https://github\\.com/([^)]+)\\)").matcher(row.get(0));
            if (project.find()) {
                read.put(project.group(1), row.get(2).split(" ")[0]);
            }
        }
        assertEquals(5, read.size());
        List<String> wrong = new ArrayList<>();
        for (MatchResult link :
                VERSIONED.matcher(section(page, "Sources")).results().toList()) {
            if (!link.group(2).equals(read.get(link.group(1)))) {
                wrong.add(link.group());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theVersionsThatWereRunAreThoseOfTheBuild() throws IOException {
        Map<String, String> run = new HashMap<>();
        for (List<String> row : rows(section(page, "Versions"))) {
            run.put(row.get(0).replaceAll("^\\[|\\].*$", ""), row.get(1).split("[ ,]")[0]);
        }
        String root = Files.readString(MarkdownPage.ROOT.resolve("pom.xml"));
        String bench = Files.readString(MarkdownPage.ROOT.resolve("bench/pom.xml"));
        assertEquals(property(root, "angus.version"), run.get("Angus Mail"));
        assertEquals(property(bench, "simple-java-mail.version"), run.get("Simple Java Mail"));
        assertEquals(property(bench, "vertx.version"), run.get("Vert.x mail client"));
    }

    private static String property(String pom, String name) {
        Matcher value = Pattern.compile("<" + name + ">([^<]+)</").matcher(pom);
        return value.find() ? value.group(1) : "no property " + name;
    }

    @Test
    void theNumberOfExtensionsIsThatOfTheirPage() throws IOException {
        String extensions = Files.readString(MarkdownPage.ROOT.resolve("docs/extensions.md"));
        long used = rows(section(extensions, "IANA registry")).stream()
                .filter(row -> Set.of("used", "on request").contains(row.get(2)))
                .count();
        assertEquals(true, page.contains("| " + used + " of the IANA registry, and PRDR (P4) |"), used + " extensions");
    }

    // -- Parts of a page ----------------------------------------------------------------------------------------------

    private static Map<String, String> sources(String text) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (List<String> row : rows(section(text, "Sources"))) {
            assertEquals(3, row.size(), row.toString());
            assertEquals(null, sources.put(row.get(0), row.get(2)), row.get(0));
        }
        return sources;
    }

    private static Set<String> codes(String text) {
        Set<String> codes = new TreeSet<>();
        CODE.matcher(text).results().map(MatchResult::group).forEach(codes::add);
        return codes;
    }

    /** From the heading of the second level to the next one. */
    private static String section(String text, String heading) {
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0 && text.startsWith("## " + heading + "\n")) {
            start = 0;
        }
        assertEquals(true, start >= 0, heading);
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(text.indexOf('\n', start + 1), end < 0 ? text.length() : end);
    }

    /** The cells of each row of each table, without the headings. */
    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        boolean isBody = false;
        for (String line : text.split("\n")) {
            if (!line.startsWith("|")) {
                isBody = false;
            } else if (line.matches("\\|[\\s|:-]+")) {
                isBody = true;
            } else if (isBody) {
                List<String> cells = new ArrayList<>();
                for (String cell : line.substring(1).split("\\|")) {
                    cells.add(cell.strip());
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    /** The source of each test class of the repository, by its simple name. */
    private static Map<String, String> testClasses() throws IOException {
        Map<String, String> classes = new HashMap<>();
        Files.walkFileTree(MarkdownPage.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean isSkipped = Set.of("target", ".git").contains(String.valueOf(folder.getFileName()));
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (name.matches(".*(Test|IT)\\.java") && file.toString().contains("src/test/java")) {
                    classes.put(name.replace(".java", ""), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return classes;
    }
}
