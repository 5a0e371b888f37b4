package dev.parley.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The forms in which a server may repeat a password, and whether one of them is in a text. */
public final class Spellings {
    /** One of ASCII, and others with what is special to case, to an encoding, or to a pattern. */
    public static final List<String> PASSWORDS =
            List.of("sEcr3t-pw", "İstanbul1", "Straße&Co%41", "\"a\\b\" c/d+e", "ſüßK\u212a€ς", "👍 pass=20wörd_");

    private static final Locale TURKISH = Locale.forLanguageTag("tr");
    private static final int WINDOW = 8;
    private static final Map<String, UnaryOperator<String>> ALL = spellings();

    private Spellings() {}

    /** The password by the names of its spellings. */
    public static Map<String, String> of(String password) {
        Map<String, String> spelled = new LinkedHashMap<>();
        ALL.forEach((name, spelling) -> spelled.put(name, spelling.apply(password)));
        return spelled;
    }

    /** Whether a text has more than a few characters of a spelling in a row. */
    public static boolean leaks(String spelled, String text) {
        int window = Math.min(WINDOW, spelled.length());
        for (int at = 0; at + window <= spelled.length(); at++) {
            if (text.contains(spelled.substring(at, at + window))) {
                return true;
            }
        }
        return false;
    }

    /** Any characters but controls, with the ones that are special to an encoding often among them. */
    public static String password(Random random) {
        StringBuilder password = new StringBuilder();
        int length = 6 + random.nextInt(15);
        while (password.codePointCount(0, password.length()) < length) {
            int kind = random.nextInt(4);
            int c = kind == 0
                    ? 0x21 + random.nextInt(0x5e)
                    : kind == 1
                            ? "İıßſ\u212aςΣŉǰﬁ%&=\\\"+_".charAt(random.nextInt(17))
                            : 0xa1 + random.nextInt(kind == 2 ? 0x600 : 0x1f000);
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
        all.put(
                "hex of Java",
                password -> HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(octets(password)));
        all.put("hex escapes", password -> HexFormat.of().withPrefix("\\x").formatHex(octets(password)));
        all.put("octal escapes", password -> each(password.getBytes(StandardCharsets.UTF_8), "\\%03o"));
        all.put("Unicode escapes", Spellings::unicodeEscapes);
        all.put("percent", password -> HexFormat.of().withPrefix("%").formatHex(octets(password)));
        all.put("form", password -> URLEncoder.encode(password, StandardCharsets.UTF_8));
        all.put(
                "percent twice",
                password -> URLEncoder.encode(password, StandardCharsets.UTF_8).replace("%", "%25"));
        all.put("HTML names", Spellings::html);
        all.put("HTML decimal", password -> entities(password, "&#%d;"));
        all.put("HTML hex", password -> entities(password, "&#x%X;"));
        all.put("quoted-printable", password -> each(octets(password), "=%02X"));
        all.put("base64", password -> Base64.getEncoder().encodeToString(octets(password)));
        all.put(
                "base64 without padding",
                password -> Base64.getEncoder().withoutPadding().encodeToString(octets(password)));
        all.put("base64 for URLs", password -> Base64.getUrlEncoder().encodeToString(octets(password)));
        all.put("base64, second octet", password -> Base64.getEncoder().encodeToString(octets("\0" + password)));
        all.put("base64, third octet", password -> Base64.getUrlEncoder().encodeToString(octets("\0j" + password)));
        all.put(
                "upper-case base64",
                password -> Base64.getEncoder().encodeToString(octets(password)).toUpperCase(Locale.ROOT));
        all.put(
                "base64 in percent",
                password -> Base64.getEncoder()
                        .encodeToString(octets("\0j\0" + password))
                        .replace("=", "%3D")
                        .replace("+", "%2B")
                        .replace("/", "%2F"));
        return all;
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

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
