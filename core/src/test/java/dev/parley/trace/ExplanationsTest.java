package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each entry of {@code explain.properties} against what servers say. */
class ExplanationsTest {
    private static final Path CASES = Path.of("src/test/resources/dev/parley/trace/explain-cases.txt");
    private static final Path ENTRIES = Path.of("src/main/resources/dev/parley/trace/explain.properties");
    private static final String NOTHING = "nothing";
    private static final Pattern CASE = Pattern.compile("([a-z]+)(\\+tls)?(\\+token)?([!?]?) ([^:]+): (.*)");
    private static final Pattern SMTP = Pattern.compile("(\\d{3})(?:[ -](\\d\\.\\d{1,3}\\.\\d{1,3}))?.*");
    private static final Pattern SIEVE = Pattern.compile("([A-Z]+)(?: \\(([A-Z/-]+).*)?.*");

    /** @param mark {@code !} for a failure, {@code ?} for one that leaves open whether the message was delivered */
    record Case(String entry, String protocol, boolean tls, boolean token, String mark, String phase, String text) {
        Optional<Explanation> explained() {
            Explainer explainer = new Explainer(Explaining.ALL);
            explainer.opened(protocol, "mx.lab.test", 25, Map.of());
            if (tls) {
                explainer.secured();
            }
            if (token) {
                explainer.loggingIn("XOAUTH2");
            }
            return isFailure()
                    ? explainer.failure(phase, text, mark.equals("?"))
                    : explainer.reply(answer(), phase, List.of(text));
        }

        Case saying(String words) {
            return new Case(entry, protocol, tls, token, mark, phase, text.split(" ")[0] + " " + words);
        }

        Subject subject() {
            Set<String> facts = Explainer.facts(protocol, tls ? "tls" : "clear", token ? "token" : "password");
            return Subject.of(facts, answer().code(), answer().status(), Optional.of(phase), Optional.of(text));
        }

        private boolean isFailure() {
            return !mark.isEmpty();
        }

        private Answer answer() {
            if (isFailure()) {
                return new Answer(Explanations.FAILED, Optional.of("uncertain").filter(word -> mark.equals("?")), true);
            }
            Matcher reply = (protocol.startsWith("sieve") ? SIEVE : SMTP).matcher(text);
            assertTrue(reply.matches(), text);
            String code = reply.group(1);
            boolean refused = code.equals("NO") || code.equals("BYE") || code.compareTo("4") > 0;
            return new Answer(code, Optional.ofNullable(reply.group(2)), refused && !code.equals("OK"));
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        String entry = "";
        for (String line : Files.readAllLines(CASES)) {
            if (line.startsWith("    ")) {
                Matcher said = CASE.matcher(line.strip());
                assertTrue(said.matches(), line);
                cases.add(new Case(
                        entry,
                        said.group(1),
                        said.group(2) != null,
                        said.group(3) != null,
                        said.group(4),
                        said.group(5),
                        said.group(6)));
            } else if (!line.startsWith("#")) {
                entry = line;
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isExplainedByItsEntry(Case said) {
        assertEquals(said.entry, said.explained().map(Explanation::key).orElse(NOTHING));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noOtherEntryIsAsGood(Case said) {
        int best = said.explained().map(Explanation::rank).orElse(0);
        List<String> rivals = Explanations.all().stream()
                .filter(entry -> entry.explains(said.subject()))
                .filter(entry -> entry.rank() >= best)
                .map(Explanation::key)
                .toList();
        assertEquals(said.entry.equals(NOTHING) ? List.of() : List.of(said.entry), rivals);
    }

    @Test
    void everyEntryHasACase() throws IOException {
        Set<String> known =
                Explanations.all().stream().map(Explanation::key).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                known,
                cases().stream()
                        .map(Case::entry)
                        .filter(entry -> !entry.equals(NOTHING))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(known.size() >= 60, () -> known.size() + " entries");
    }

    @Test
    void noRefusalIsWithoutOne() {
        for (String protocol : List.of("smtp", "smtps", "lmtp")) {
            for (int code = 400; code < 600; code++) {
                assertTrue(isRefusalExplained(protocol, String.valueOf(code)), protocol + " " + code);
            }
        }
        for (String protocol : List.of("sieve", "sieves")) {
            assertTrue(isRefusalExplained(protocol, "NO"), protocol);
            assertTrue(isRefusalExplained(protocol, "BYE"), protocol);
        }
    }

    private static boolean isRefusalExplained(String protocol, String code) {
        Explainer explainer = new Explainer(Explaining.ERRORS);
        explainer.opened(protocol, "mx.lab.test", 25, Map.of());
        Answer answer = new Answer(code, Optional.empty(), true);
        return explainer.reply(answer, "any", List.of(code + " no")).isPresent();
    }

    @Test
    void noEntryStandsTwice() throws IOException {
        List<String> keys = Files.readAllLines(ENTRIES).stream()
                .filter(line -> line.matches("\\S+ = \\\\"))
                .toList();
        assertEquals(keys.size(), Explanations.all().size());
    }

    @Test
    void namesOnlyPropertiesThatThereAre() throws IOException {
        String page = Files.readString(Path.of("../docs/properties.md"));
        Pattern place = Pattern.compile("\\{([a-z][A-Za-z.0-9]*)[=}]");
        Set<String> unknown = new TreeSet<>();
        for (Explanation entry : Explanations.all()) {
            Stream<String> protocols = entry.dialog().contains("any")
                    ? Stream.of("smtp", "sieve")
                    : Stream.of(entry.key().startsWith("sieve") ? "sieve" : "smtp");
            Matcher named = place.matcher(entry.meaning() + entry.fix().orElse(""));
            List<String> suffixes = named.results().map(found -> found.group(1)).toList();
            protocols.forEach(protocol -> suffixes.stream()
                    .map(suffix -> "`mail." + protocol + "." + suffix + "`")
                    .filter(name -> !page.contains("| " + name + " |"))
                    .forEach(name -> unknown.add(entry.key() + " names " + name)));
        }
        assertEquals(Set.of(), unknown);
    }

    /** A server may write what fits an entry halfway, and that over and over: it must not pay. */
    @Test
    void noReplyTakesLong() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Set<String> tried = new TreeSet<>();
            for (Case said : cases()) {
                for (String text : tried.add(said.entry) ? halfway(said.entry) : List.<String>of()) {
                    said.saying(text).explained();
                }
            }
        });
    }

    /** The words that an entry looks for: each alone, in their order and the other way round, with blanks and without. */
    private static List<String> halfway(String entry) {
        String[] fields = entry.split(",", 4);
        List<String> words = Pattern.compile("\\w+")
                .matcher(fields.length < 4 ? entry : fields[3])
                .results()
                .map(MatchResult::group)
                .toList();
        List<String> backwards = new ArrayList<>(words);
        Collections.reverse(backwards);
        List<String> texts = new ArrayList<>(words);
        for (List<String> order : List.of(words, backwards)) {
            texts.add(String.join("", order));
            texts.add(String.join(" ", order) + " ");
        }
        return texts.stream()
                .map(text -> text.repeat(4000 / Math.max(1, text.length())))
                .toList();
    }

    @Test
    void anEndlessReplyIsReadOnlyAtItsBeginning() {
        Explainer explainer = new Explainer(Explaining.ERRORS);
        explainer.opened("smtp", "mx", 25, Map.of());
        String endless = "550 " + "x".repeat(5_000_000) + " relay";
        Answer answer = new Answer("550", Optional.empty(), true);
        assertEquals(
                "smtp/550,*,rcpt",
                explainer.reply(answer, "rcpt", List.of(endless)).orElseThrow().key());
    }
}
