package dev.parley.trace.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was said in secret, in whatever a server makes of it. */
class SecretScrubberTest {
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
        assertHidden("0123456789abX", "0123456789abX");
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
