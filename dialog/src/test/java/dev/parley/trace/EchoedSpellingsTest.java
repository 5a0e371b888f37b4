package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** However a server spells a secret when it repeats it, the secret is found. */
class EchoedSpellingsTest {
    private static final Locale TURKISH = Locale.forLanguageTag("tr");

    private static final List<String> PASSWORDS =
            List.of("sEcr3t-pw", "İstanbul1", "Straße&Co%41", "\"a\\b\" c/d+e", "ſüßK\u212a€ς", "👍 pass=20wörd_");

    private static final Map<String, UnaryOperator<String>> SPELLINGS = spellings();

    @Test
    void anUnknownSecretIsFoundByTheTestItself() {
        Echoes none = new Echoes();
        none.add(octets("another secret"));
        PASSWORDS.forEach(password -> SPELLINGS.forEach((name, spelling) -> {
            String said = "535 no: " + spelling.apply(password) + " is wrong";
            assertEquals(said, none.hiddenIn(said), name);
        }));
    }

    @Test
    void everySpellingOfEveryPassword() {
        PASSWORDS.forEach(EchoedSpellingsTest::assertHidden);
    }

    @Test
    void everySpellingOfPasswordsFromAllOfUnicode() {
        long seed = System.nanoTime();
        System.out.println("EchoedSpellingsTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            assertHidden(password(random));
        }
    }

    @Test
    void everyCharacterHasOneFormInEveryCase() {
        for (int c = 0x20; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
                String text = "x" + Character.toString(c);
                String form = form(text);
                assertEquals(form, form(text.toUpperCase(Locale.ROOT)), Character.getName(c));
                assertEquals(form, form(text.toLowerCase(Locale.ROOT)), Character.getName(c));
                assertEquals(form, form(text.toUpperCase(TURKISH)), Character.getName(c));
                assertEquals(form, form(text.toLowerCase(TURKISH)), Character.getName(c));
            }
        }
    }

    @Test
    void whatIsNotTheSecretStays() {
        Echoes echoes = new Echoes();
        echoes.add(octets("sEcr3t-pw"));
        for (String said : List.of(
                "250 2.0.0 Ok: queued as 4XyZ0123456789ab",
                "334 VXNlcm5hbWU6QUJDREVGR0g=",
                "see https://x.test/?a=b%20c+d&amp;e=%zz and C:\\new\\u0041",
                "2026-11-30 21:55:28 00:11:22:33:44:55:66",
                "=?utf-8?q?a_b=C3=A4?= \\")) {
            assertEquals(said, echoes.hiddenIn(said));
        }
    }

    private static void assertHidden(String password) {
        Echoes echoes = new Echoes();
        echoes.add(octets(password));
        for (int offset = 0; offset < 3; offset++) {
            echoes.add(octets(base64After(offset, password)));
        }
        SPELLINGS.forEach((name, spelling) -> {
            String spelled = spelling.apply(password);
            String shown = echoes.hiddenIn("535 no: " + spelled + " is wrong");
            assertTrue(shown.startsWith("535 no: "), () -> name + " of " + form(password) + ": " + shown);
            assertTrue(shown.endsWith(" is wrong"), () -> name + " of " + form(password) + ": " + shown);
            assertTrue(shown.contains("[redacted "), () -> name + " of " + form(password) + ": " + shown);
            assertFalse(leaks(spelled, shown), () -> name + " of " + form(password) + ": " + shown);
        });
    }

    /** Whether more than a few characters of the spelling are left. */
    private static boolean leaks(String spelled, String shown) {
        int window = Math.min(8, spelled.length());
        for (int at = 0; at + window <= spelled.length(); at++) {
            if (shown.contains(spelled.substring(at, at + window))) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, UnaryOperator<String>> spellings() {
        Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
        all.put("as it is", password -> password);
        all.put("upper case", password -> password.toUpperCase(Locale.ROOT));
        all.put("lower case", password -> password.toLowerCase(Locale.ROOT));
        all.put("Turkish upper case", password -> password.toUpperCase(TURKISH));
        all.put("Turkish lower case", password -> password.toLowerCase(TURKISH));
        all.put("read as ISO-8859-1", password -> new String(octets(password), StandardCharsets.ISO_8859_1));
        all.put("quoted", password -> password.replace("\\", "\\\\").replace("\"", "\\\""));
        all.put("hex", password -> HexFormat.of().formatHex(octets(password)));
        all.put("upper-case hex", password -> HexFormat.of().withUpperCase().formatHex(octets(password)));
        all.put("hex with blanks", password -> HexFormat.ofDelimiter(" ").formatHex(octets(password)));
        all.put("hex with colons", password -> HexFormat.ofDelimiter(":").formatHex(octets(password)));
        all.put("hex of Java", password -> HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(octets(password)));
        all.put("hex escapes", password -> HexFormat.of().withPrefix("\\x").formatHex(octets(password)));
        all.put("octal escapes", password -> each(password.getBytes(StandardCharsets.UTF_8), "\\%03o"));
        all.put("Unicode escapes", EchoedSpellingsTest::unicodeEscapes);
        all.put("percent", password -> HexFormat.of().withPrefix("%").formatHex(octets(password)));
        all.put("form", password -> java.net.URLEncoder.encode(password, StandardCharsets.UTF_8));
        all.put("percent twice", password -> java.net.URLEncoder.encode(password, StandardCharsets.UTF_8).replace("%", "%25"));
        all.put("HTML names", EchoedSpellingsTest::html);
        all.put("HTML decimal", password -> entities(password, "&#%d;"));
        all.put("HTML hex", password -> entities(password, "&#x%X;"));
        all.put("quoted-printable", password -> each(octets(password), "=%02X"));
        all.put("base64", password -> Base64.getEncoder().encodeToString(octets(password)));
        all.put("base64 without padding", password -> Base64.getEncoder().withoutPadding().encodeToString(octets(password)));
        all.put("base64 for URLs", password -> Base64.getUrlEncoder().encodeToString(octets(password)));
        all.put("base64, second octet", password -> Base64.getEncoder().encodeToString(octets("\0" + password)));
        all.put("base64, third octet", password -> Base64.getUrlEncoder().encodeToString(octets("\0j" + password)));
        all.put("upper-case base64", password -> Base64.getEncoder().encodeToString(octets(password)).toUpperCase(Locale.ROOT));
        all.put("base64 in percent", password -> Base64.getEncoder().encodeToString(octets("\0j\0" + password)).replace("=", "%3D").replace("+", "%2B").replace("/", "%2F"));
        return all;
    }

    /** As {@code Secret.withinBase64} has it. */
    private static String base64After(int others, String password) {
        byte[] all = octets("\0".repeat(others) + password);
        String base64 = Base64.getEncoder().encodeToString(all);
        return base64.substring((others * 8 + 5) / 6, all.length * 8 / 6);
    }

    private static String each(byte[] octets, String format) {
        StringBuilder spelled = new StringBuilder();
        for (byte octet : octets) {
            spelled.append(String.format(format, octet & 0xff));
        }
        return spelled.toString();
    }

    private static String unicodeEscapes(String text) {
        StringBuilder spelled = new StringBuilder();
        text.chars().forEach(c -> spelled.append(String.format("\\u%04x", c)));
        return spelled.toString();
    }

    private static String entities(String text, String format) {
        StringBuilder spelled = new StringBuilder();
        text.codePoints().forEach(c -> spelled.append(String.format(format, c)));
        return spelled.toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("ß", "&szlig;")
                .replace("ü", "&uuml;")
                .replace("ö", "&ouml;")
                .replace("ς", "&sigmaf;")
                .replace("€", "&euro;");
    }

    /** Any characters but controls, with the ones that are special to an encoding often among them. */
    private static String password(Random random) {
        StringBuilder password = new StringBuilder();
        int length = 6 + random.nextInt(15);
        while (password.codePointCount(0, password.length()) < length) {
            int kind = random.nextInt(4);
            int c = kind == 0
                    ? 0x21 + random.nextInt(0x5e)
                    : kind == 1 ? "İıßſ\u212aςΣŉǰﬁ%&=\\\"+_".charAt(random.nextInt(17)) : 0xa1 + random.nextInt(kind == 2 ? 0x600 : 0x1f000);
            int type = Character.getType(c);
            if (Character.isDefined(c)
                    && type != Character.SURROGATE
                    && type != Character.CONTROL
                    && type != Character.PRIVATE_USE) {
                password.appendCodePoint(c);
            }
        }
        return password.toString();
    }

    private static String form(String text) {
        int[] folded = SpelledText.of(text).folded().codePoints();
        return new String(folded, 0, folded.length);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
