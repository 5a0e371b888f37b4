package dev.parley.trace.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The entries for failures and for ManageSieve that a dialog file reaches, by the traces beside the dialog files. The dialog
 * tests of the two modules compare these traces with those that are written. {@code CatalogueDialogsTest} of the provider
 * plays each reply to an SMTP command.
 */
class ExplainedDialogsTest {
    private static final Path WITHOUT = Path.of("src/test/resources/dev/parley/trace/explanation/without-dialog.txt");
    private static final Path SMTP = Path.of("../provider/src/test/resources/dialogs");
    private static final Path SIEVE = Path.of("../sieve-store/src/test/resources/dialogs");
    private static final Pattern EXPLAINED = Pattern.compile("(?m)^ +\\?   (?!fix: )(.*)\n(?: +\\?   fix: (.*)\n)?");
    private static final Pattern PLACE = Pattern.compile("\\{[^}]*}");

    /** @param entries of one family of protocols */
    private record Family(List<Explanation> entries, Path dialogs) {
        Set<String> reached() throws IOException {
            Set<String> explanations = explanations();
            return entries.stream()
                    .filter(entry ->
                            explanations.stream().anyMatch(asSaid(entry).asMatchPredicate()))
                    .map(Explanation::name)
                    .collect(Collectors.toSet());
        }

        private Set<String> explanations() throws IOException {
            Set<String> found = new HashSet<>();
            try (Stream<Path> files = Files.walk(dialogs)) {
                for (Path trace :
                        files.filter(file -> file.toString().endsWith(".trace")).toList()) {
                    EXPLAINED
                            .matcher(Files.readString(trace))
                            .results()
                            .forEach(said -> found.add(said.group(1) + "\n" + said.group(2)));
                }
            }
            return found;
        }

        private static Pattern asSaid(Explanation entry) {
            String source = entry.source().map(where -> " (" + where + ")").orElse("");
            return Pattern.compile(
                    anyValue(entry.meaning() + source + "\n" + entry.fix().orElse("null")));
        }

        private static String anyValue(String text) {
            return Arrays.stream(PLACE.split(text, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        }
    }

    private static List<Family> families() {
        return List.of(family("smtp", SMTP), family("sieve", SIEVE));
    }

    private static Family family(String name, Path dialogs) {
        return new Family(
                Explanations.all().stream()
                        .filter(entry -> entry.protocol().equals("any")
                                || entry.protocol().startsWith(name))
                        .toList(),
                dialogs);
    }

    @Test
    void allButThoseThatAreListed() throws IOException {
        Set<String> reached = new TreeSet<>();
        for (Family family : families()) {
            reached.addAll(family.reached());
        }
        Set<String> others = Explanations.all().stream()
                .filter(entry -> !isSmtpReply(entry))
                .map(Explanation::name)
                .filter(key -> !reached.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", listed()), String.join("\n", others));
        assertTrue(reached.size() >= 60, () -> reached.size() + " entries are reached");
    }

    private static boolean isSmtpReply(Explanation entry) {
        return !entry.protocol().startsWith("sieve")
                && entry.evidence().examples().stream().noneMatch(example -> example.matches("\\S+[!?] .*"));
    }

    /** Otherwise a trace could not tell which of them was reached. */
    @Test
    void noTwoSayTheSame() {
        for (Family family : families()) {
            List<String> said = new ArrayList<>();
            family.entries.forEach(entry -> said.add(entry.meaning() + entry.fix() + entry.source()));
            Set<String> different = new HashSet<>(said);
            different.forEach(said::remove);
            assertEquals(List.of(), said);
        }
    }

    private static Set<String> listed() throws IOException {
        return Files.readAllLines(WITHOUT).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith(" ") && !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
