package dev.parley.trace.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said in secret, in whatever a server makes of it. */
class SecretScrubberTest {
    private static final Pattern MARK = Pattern.compile("\\[redacted (\\d+) octets]");

    private final SecretScrubber scrubber = new SecretScrubber();

    @Test
    void whereverItStandsInWhateverCase() {
        say("sEcr3t-pw");
        assertHidden("no [redacted 9 octets], nor x[redacted 9 octets]y", "no sEcr3t-pw, nor xSECR3T-PWy");
        assertHidden("535 sEcr3t-p is not it", "535 sEcr3t-p is not it");
    }

    @Test
    void shortWordsStandAnywhere() {
        say("never");
        assertHidden("535 5.7.8 never", "535 5.7.8 never");
        say("for ever");
        assertHidden("535 5.7.8 [redacted 8 octets] and never", "535 5.7.8 for ever and never");
    }

    @Test
    void withoutThePaddingOfBase64() {
        say("AGpvZQBzRWNyM3QtcHc=");
        assertHidden(
                "AUTH=[redacted 19 octets]; [redacted 20 octets].", "AUTH=AGpvZQBzRWNyM3QtcHc; AGpvZQBzRWNyM3QtcHc=.");
    }

    @Test
    void aPieceOfTwelveCharacters() {
        say("0123456789abcdefghij0123456789+/ABCDEFGHIJ==");
        assertHidden("[redacted 12 octets]... 0123456789a...", "0123456789ab... 0123456789a...");
        assertHidden("\"[redacted 15 octets].", "\"9+/ABCDEFGHIJ==.");
        assertHidden("x[redacted 12 octets]X 0123456789aX", "x0123456789abX 0123456789aX");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 30, 16})
    void aTokenSplitOverTheLinesOfAReply(int length) {
        for (String token : List.of(token("x"), token("."))) {
            say(token);
            StringBuilder reply = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int at = 0; at < token.length(); at += length) {
                String piece = token.substring(at, Math.min(token.length(), at + length));
                boolean isShort = piece.length() < SecretScrubber.PIECE;
                String shown = isShort ? piece : "[redacted " + piece.length() + " octets]";
                assertHidden("535-" + shown, "535-" + piece);
                reply.append("535-").append(piece).append('\n');
                expected.append("535-").append(shown).append('\n');
            }
            assertHidden(expected.toString(), reply.toString());
        }
    }

    /** Of 120 characters in three parts. */
    private static String token(String separator) {
        StringBuilder token = new StringBuilder();
        for (int i = 0; token.length() < 118; i++) {
            token.append((char) ('A' + i * i % 23)).append((char) ('a' + i * 7 % 26));
        }
        return token.insert(36, separator).insert(77, separator).toString();
    }

    @Test
    void aPieceWithinAUrl() {
        String token = token("x");
        say(token);
        assertHidden("https://evil.test/[redacted 60 octets]?q", "https://evil.test/" + token.substring(0, 60) + "?q");
        assertHidden("body/ab[redacted 60 octets]/c", "body/ab" + token.substring(60) + "/c");
    }

    @Test
    void aPieceAcrossADot() {
        say("abcdefgh.ijklmnop.qrstuvwx");
        assertHidden("535-[redacted 12 octets].test", "535-cdefgh.ijklm.test");
        assertHidden("535 [redacted 16 octets]", "535 fgh.ijklmnop.qrs");
        assertHidden("mail.example.test defgh.ijklm", "mail.example.test defgh.ijklm");
    }

    @Test
    void twoPiecesWithoutACharacterBetweenThem() {
        say("0123456789abcdefghij");
        say("klmnopqrstuvwxyz9876");
        assertHidden("535-[redacted 14 octets][redacted 12 octets]-", "535-6789abcdefghij" + "klmnopqrstuv-");
    }

    @Test
    void aNameOfAHostTakesNoMemoryAlthoughASecretHasADot() {
        say(token("."));
        String text = "250 mail.example.test 10.11.12.13 example.org";
        assertHidden(text, text);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 10_000; i++) {
            scrubber.redactedIn(text);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            scrubber.redactedIn(text);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(true, allocated < 1000, () -> allocated + " bytes");
    }

    /** Few different characters, so that many pieces overlap or differ in one character; their base64 has none of them. */
    @Test
    void exactlyThePiecesOfRandomSecrets() {
        long seed = System.nanoTime();
        System.out.println("SecretScrubberTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            SecretScrubber each = new SecretScrubber();
            List<String> secrets = new ArrayList<>();
            for (int s = 0; s <= random.nextInt(3); s++) {
                secrets.add(random(random, "kK.~", 12 + random.nextInt(40)));
                each.add(secrets.get(s).getBytes(StandardCharsets.UTF_8));
            }
            StringBuilder text = new StringBuilder();
            for (int piece = 0; piece < 6; piece++) {
                String secret = secrets.get(random.nextInt(secrets.size()));
                int begin = random.nextInt(secret.length());
                text.append(random(random, "kK.~ ,", random.nextInt(5)));
                text.append(secret, begin, begin + random.nextInt(secret.length() - begin + 1));
            }
            String said = text.toString();
            assertEquals(withoutSecrets(said, secrets), unmarked(each.redactedIn(said)), () -> secrets + " in " + said);
        }
    }

    /** Compares all pieces of a text with all pieces of the secrets, and replaces each character of one by "*". */
    private static String withoutSecrets(String said, List<String> secrets) {
        String lower = said.toLowerCase(Locale.ROOT);
        boolean[] hidden = new boolean[said.length() + 1];
        for (int at = 0; at + SecretScrubber.PIECE <= said.length(); at++) {
            String piece = lower.substring(at, at + SecretScrubber.PIECE);
            for (String secret : secrets) {
                if (secret.toLowerCase(Locale.ROOT).contains(piece)) {
                    Arrays.fill(hidden, at, at + SecretScrubber.PIECE, true);
                }
            }
        }
        StringBuilder expected = new StringBuilder();
        for (int at = 0; at < said.length(); at++) {
            expected.append(hidden[at] ? "*" : said.substring(at, at + 1));
        }
        return expected.toString();
    }

    private static String unmarked(String redacted) {
        return MARK.matcher(redacted).replaceAll(mark -> "*".repeat(Integer.parseInt(mark.group(1))));
    }

    private static String random(Random random, String characters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    @Test
    void theWholeBeforeItsPieces() {
        say("ya29.battery-staple horse");
        assertHidden(
                "535 [redacted 25 octets]: [redacted 14 octets].", "535 ya29.battery-staple horse: battery-staple.");
    }

    @Test
    void asManageSieveQuotesIt() {
        say("se\"cr\\et");
        assertHidden("NO \"[redacted 10 octets]\"", "NO \"se\\\"cr\\\\et\"");
        assertHidden("NO [redacted 8 octets]", "NO se\"cr\\et");
    }

    @Test
    void inALineThatIsNotUtf8() {
        say("pässwörd");
        String read = new String("pässwörd".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertHidden("\u00ff [redacted 14 octets]", "\u00ff " + read);
    }

    @Test
    void whatIsSpecialInAPatternIsNot() {
        say("a.*\\Eb$1");
        assertHidden("[redacted 8 octets] axxxxxb", "a.*\\Eb$1 axxxxxb");
    }

    @Test
    void asManyAsALoginNeeds() {
        for (int i = 0; i < 1000; i++) {
            say("secret-" + i + ".");
        }
        assertHidden("secret-0. [redacted 11 octets]", "secret-0. secret-999.");
    }

    @Test
    void whatIsNotTheSecretStays() {
        say("sEcr3t-pw");
        for (String said : List.of(
                "250 2.0.0 Ok: queued as 4XyZ0123456789ab",
                "334 VXNlcm5hbWU6QUJDREVGR0g=",
                "see https://x.test/?a=b%20c+d&amp;e=%zz and C:\\new\\u0041",
                "2026-11-30 21:55:28 00:11:22:33:44:55:66",
                "=?utf-8?q?a_b=C3=A4?= \\")) {
            assertHidden(said, said);
        }
    }

    @Test
    void halvesOfAPairInTwoEscapes() {
        say("\ud83d\udc4d pass word");
        assertHidden("no [redacted 22 octets]", "no \\ud83d\\udc4d pass word");
        assertHidden("no [redacted 19 octets]", "no \\u{1f44d} pass word");
    }

    @Test
    void aTextThatMixesAllEncodingsTakesFewSteps() {
        say("sEcr3t-pw");
        say("a pass phrase");
        String mixed = "\\a%41=41&amp;_+ 0123456789abcdef QUJDREVGR0hJSktM ".repeat(5500);
        assertBounded(mixed + "sEcr3t-pw");
        assertHidden("[redacted " + mixed.length() + " octets]", mixed);
        String few = "535 \\\"abcdefghijklm\\\" is =41 %41 ".repeat(200);
        assertHidden(few + "[redacted 9 octets]", few + "sEcr3t-pw");
    }

    @Test
    void piecesOfALongTokenTakeFewSteps() {
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            token.append(Integer.toString(7919 * i + 50_000, 36));
        }
        say(token.toString());
        String words = "abcdefghijklm ".repeat(18_000);
        assertEquals(true, scrubber.search(words).steps() < 4 * words.length());
        assertHidden("abcdefghijklm [redacted 76 octets].", "abcdefghijklm " + token.substring(1000, 1076) + ".");
    }

    @Test
    void repetitionsOfASecretTakeFewSteps() {
        say("a".repeat(4000));
        assertBounded(("a".repeat(3999) + " ").repeat(64));
        assertBounded(("a".repeat(200) + "b ").repeat(1300));
        say("!".repeat(4000));
        assertBounded(("!".repeat(3999) + " ").repeat(64));
    }

    /** One step over: a search that is given up ends within a text of the longest kind. */
    private void assertBounded(String text) {
        long steps = scrubber.search(text).steps();
        assertEquals(true, steps <= SecretScrubber.MOST_STEPS + text.length(), () -> steps + " steps");
        assertEquals(false, scrubber.redactedIn(text).contains("sEcr3t-pw"));
    }

    private void say(String secret) {
        scrubber.add(secret.getBytes(StandardCharsets.UTF_8));
    }

    private void assertHidden(String expected, String said) {
        assertEquals(expected, scrubber.redactedIn(said));
    }
}
