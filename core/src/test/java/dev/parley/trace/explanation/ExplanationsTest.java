package dev.parley.trace.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.Answer;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each entry of {@code explanations.txt} against what servers say. */
class ExplanationsTest {
    private static final Path UNEXPLAINED = Path.of("src/test/resources/dev/parley/trace/explanation/unexplained.txt");
    private static final String NOTHING = "nothing";
    private static final Pattern CASE =
            Pattern.compile("([a-z]+)(\\+tls)?(\\+token|\\+ticket|\\+certificate)?(\\+srv)?([!?]?) ([^:]+): (.*)");
    private static final Pattern SMTP = Pattern.compile("(\\d{3})(?:[ -](\\d\\.\\d{1,3}\\.\\d{1,3}))?.*");
    private static final Pattern SIEVE = Pattern.compile("([A-Z]+)(?: \\(([A-Z/-]+).*)?.*");

    /** @param mark {@code !} for a failure, {@code ?} for one that leaves open whether the message was delivered */
    record Case(String entry, String protocol, Set<String> when, String mark, String phase, String text) {
        Optional<Explanation> explained() {
            Map<String, String> settings =
                    when.contains("srv") ? Map.of("mail." + protocol + ".srv", "true") : Map.of();
            Explainer explainer = Explainer.of(protocol, "mx.lab.test", 25, settings);
            if (when.contains("tls")) {
                explainer = explainer.secured();
            }
            if (when.contains("token")) {
                explainer = explainer.loggingIn("XOAUTH2");
            } else if (when.contains("ticket")) {
                explainer = explainer.loggingIn("GSSAPI");
            } else if (when.contains("certificate")) {
                explainer = explainer.loggingIn("EXTERNAL");
            }
            return isFailure()
                    ? explainer.failure(phase, text, mark.equals("?"))
                    : explainer.reply(answer().code(), answer().status(), phase, List.of(text.split("\n")));
        }

        Case saying(String words) {
            return new Case(entry, protocol, when, mark, phase, text.split(" ")[0] + " " + words);
        }

        Subject subject() {
            String[] more = when.contains("tls") ? when.toArray(String[]::new) : with("clear");
            Set<String> facts = Subject.facts(protocol, more);
            return Subject.of(facts, answer().code(), answer().status(), Optional.of(phase), Optional.of(text));
        }

        private String[] with(String fact) {
            return Stream.concat(when.stream(), Stream.of(fact)).toArray(String[]::new);
        }

        private boolean isFailure() {
            return !mark.isEmpty();
        }

        private Answer answer() {
            if (isFailure()) {
                return new Answer(Explanations.FAILED, Optional.of("uncertain").filter(word -> mark.equals("?")), true);
            }
            Matcher reply = (protocol.startsWith("sieve") ? SIEVE : SMTP).matcher(text.split("\n")[0]);
            assertTrue(reply.matches(), text);
            String code = reply.group(1);
            boolean refused = code.equals("NO") || code.equals("BYE") || code.compareTo("4") > 0;
            return new Answer(code, Optional.ofNullable(reply.group(2)), refused && !code.equals("OK"));
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Explanation entry : Explanations.all()) {
            entry.evidence().examples().forEach(example -> cases.add(example(entry.name(), example)));
        }
        for (String line : Files.readAllLines(UNEXPLAINED)) {
            if (!line.startsWith("#") && !line.isEmpty()) {
                cases.add(example(NOTHING, line));
            }
        }
        return cases;
    }

    private static Case example(String entry, String example) {
        Matcher said = CASE.matcher(example);
        assertTrue(said.matches(), entry + ": " + example);
        Set<String> when = new TreeSet<>();
        for (int group = 2; group <= 4; group++) {
            if (said.group(group) != null) {
                when.add(said.group(group).substring(1));
            }
        }
        String text = said.group(7).replace("\\n", "\n");
        return new Case(entry, said.group(1), when, said.group(5), said.group(6), text);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isExplainedByItsEntry(Case said) {
        assertEquals(said.entry, said.explained().map(Explanation::name).orElse(NOTHING));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noOtherEntryIsAsGood(Case said) {
        int best = said.explained().map(Explanation::rank).orElse(0);
        List<String> rivals = Explanations.all().stream()
                .filter(entry -> entry.explains(said.subject()))
                .filter(entry -> entry.rank() >= best)
                .map(Explanation::name)
                .toList();
        assertEquals(said.entry.equals(NOTHING) ? List.of() : List.of(said.entry), rivals);
    }

    @Test
    void everySourceIsASectionOrATitle() {
        Pattern form = Pattern.compile("RFC \\d+ s\\d+(\\.\\d+)*|Parley|[A-Z][^,]+, \\S.+");
        for (Explanation entry : Explanations.all()) {
            String source = entry.evidence().source();
            assertTrue(form.matcher(source).matches(), entry.name() + ": " + source);
            boolean isOfProvider = !entry.evidence().providers().isEmpty();
            assertTrue(!source.equals("Parley") || !isOfProvider, entry.name() + " does not name its provider's page");
            assertTrue(!source.equals("Parley") || entry.code().match(Words.normalized("failed")), entry.name());
        }
        assertTrue(Explanations.all().size() >= 270, () -> Explanations.all().size() + " entries");
    }

    /** A consequence, a positive reply, and replies of which nothing is known but the code. */
    @Test
    void everyOtherEntryHasAFix() {
        assertEquals(
                List.of("sieve tag", "smtp no valid recipients", "smtp not verified", "smtp permanent rejection"),
                Explanations.all().stream()
                        .filter(entry -> entry.fix().isEmpty())
                        .map(Explanation::name)
                        .sorted()
                        .toList());
    }

    @Test
    void anErrorNamesTheEntry() {
        assertInvalid("[a]: the field protocol is missing", "meaning: it fails");
        assertInvalid("[a]: the field meaning is missing", "protocol: smtp");
        assertInvalid("[a]: the field source is missing", "protocol: smtp", "meaning: it fails");
        String[] rest = {"meaning: it fails", "fix: it", "source: Parley"};
        assertInvalid("[a]: unknown protocol imap", with("protocol: imap", rest));
        assertInvalid("[a]: unknown field [fixed]", with("protocol: smtp\nfixed: no", rest));
        assertInvalid("[a]: unknown condition in when: [late]", with("protocol: smtp\nwhen: late", rest));
        assertInvalid("[a]: the field code appears twice", "protocol: smtp", "code: 1", "code: 2");
        assertInvalid("[a]: no field: words", "words");
        assertInvalid(
                "[a]: two entries have this name",
                "protocol: smtp",
                "meaning: it fails",
                "fix: it",
                "source: Parley",
                "[a]");
        List<String> withoutExample =
                List.of("[a]", "protocol: smtp", "meaning: it fails", "fix: it", "source: Parley");
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Explanations.parse(withoutExample));
        assertEquals("explanations.txt, [a]: an example is missing", thrown.getMessage());
    }

    private static String[] with(String first, String... rest) {
        return Stream.concat(Stream.of(first.split("\n")), Stream.of(rest)).toArray(String[]::new);
    }

    private static void assertInvalid(String message, String... fields) {
        List<String> lines = new ArrayList<>(List.of(fields));
        lines.add(0, "[a]");
        lines.add(1, "example: smtp rcpt: 550 no");
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Explanations.parse(lines));
        assertEquals("explanations.txt, " + message, thrown.getMessage());
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
        Explainer explainer = Explainer.of(protocol, "mx.lab.test", 25, Map.of());
        return explainer
                .reply(code, Optional.empty(), "any", List.of(code + " no"))
                .isPresent();
    }

    @Test
    void namesOnlyPropertiesThatThereAre() throws IOException {
        String page = Files.readString(Path.of("../docs/properties.md"));
        Pattern place = Pattern.compile("\\{([a-z][A-Za-z.0-9]*)[=}]");
        Set<String> unknown = new TreeSet<>();
        for (Explanation entry : Explanations.all()) {
            Stream<String> protocols = entry.protocol().equals("any")
                    ? Stream.of("smtp", "sieve")
                    : Stream.of(entry.protocol().startsWith("sieve") ? "sieve" : "smtp");
            Matcher named = place.matcher(entry.meaning() + entry.fix().orElse(""));
            List<String> suffixes = named.results()
                    .map(found -> found.group(1))
                    .filter(suffix -> !suffix.equals("server"))
                    .toList();
            protocols.forEach(protocol -> suffixes.stream()
                    .map(suffix -> "`mail." + protocol + "." + suffix + "`")
                    .filter(name -> !page.contains("| " + name + " |"))
                    .forEach(name -> unknown.add(entry.name() + " names " + name)));
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
        String entryText = Explanations.all().stream()
                .filter(each -> each.name().equals(entry))
                .map(each -> each.text().inWords())
                .findFirst()
                .orElse(entry);
        List<String> words = Pattern.compile("\\w+")
                .matcher(entryText)
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

    /** Gmail repeats the status, too; a sentence goes on in the next line. */
    @Test
    void aSentenceGoesOnInTheNextLine() {
        Explainer explainer = Explainer.of("smtp", "mx", 25, Map.of());
        List<String> lines = List.of(
                "550-5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to send mail directly",
                "550 5.7.1 to our servers.");
        assertEquals(
                "smtp low reputation",
                explainer
                        .reply("550", Optional.of("5.7.1"), "end_of_data", lines)
                        .orElseThrow()
                        .name());
    }

    @Test
    void anEndlessReplyIsReadOnlyAtItsBeginning() {
        Explainer explainer = Explainer.of("smtp", "mx", 25, Map.of());
        String endless = "550 " + "x".repeat(5_000_000) + " relay";
        assertEquals(
                "smtp recipient rejected",
                explainer
                        .reply("550", Optional.empty(), "rcpt", List.of(endless))
                        .orElseThrow()
                        .name());
    }

    @Test
    void endlessCapabilitiesAreKeptOnlyAtTheirBeginning() {
        List<String> endless = new ArrayList<>(List.of("SIZE 1000"));
        endless.addAll(Collections.nCopies(100_000, "X".repeat(40)));
        Explainer explainer = Explainer.of("smtp", "mx", 25, Map.of()).offered(endless);
        assertEquals("SIZE 1000", explainer.filled("{offered SIZE}"));
        assertTrue(explainer.offered().size() < 1000);
    }
}
