package dev.parley.trace.redaction;

import java.util.HashMap;
import java.util.Map;

/** An encoding in which a server may repeat a command. */
enum EchoEncoding {
    /** {@code \"}, {@code \n}, {@code \x41}, {@code \101}, {@code \}{@code u0041}, {@code \}{@code u{41}}. */
    BACKSLASH,
    /** {@code %41}, RFC 3986 s2.1. */
    PERCENT,
    /** The same with a plus sign for a space: the query of a URL. */
    FORM,
    /** {@code =41}, RFC 2045 s6.7. */
    QUOTED_PRINTABLE,
    /** The same with an underscore for a space: the Q encoding of RFC 2047 s4.2. */
    ENCODED_WORD,
    /** {@code &amp;}, {@code &#65;}, {@code &#x41;}. */
    HTML,
    /** Two digits for each octet, with or without separators. */
    HEX,
    /** The same after a digit that belongs to something else. */
    HEX_AFTER_A_DIGIT,
    /** Whole words, RFC 4648 s4 and s5. */
    BASE64;

    /** The minimum of digits in hex, or characters in base64: shorter ones are too common. */
    private static final int SHORTEST = 12;

    private static final String ESCAPES = "nrtbfave";
    private static final String ESCAPED = "\n\r\t\b\f\u0007\u000b\u001b";
    private static final String HEX_SEPARATORS = " :,.;-";
    private static final int LONGEST_ENTITY = 12;

    private static final class Entities {
        static final Map<String, Integer> BY_NAME = byName();

        private static final String ASCII = "Tab=9 NewLine=10 excl=33 quot=34 QUOT=34 num=35 dollar=36 percnt=37 amp=38"
                + " AMP=38 apos=39 lpar=40 rpar=41 ast=42 midast=42 plus=43 comma=44 period=46 sol=47 colon=58 semi=59"
                + " lt=60 LT=60 equals=61 gt=62 GT=62 quest=63 commat=64 lsqb=91 lbrack=91 bsol=92 rsqb=93 rbrack=93"
                + " Hat=94 lowbar=95 grave=96 lcub=123 lbrace=123 verbar=124 vert=124 rcub=125 rbrace=125 Idot=304"
                + " imath=305 inodot=305 OElig=338 oelig=339 Scaron=352 scaron=353 Yuml=376 fnof=402 circ=710 tilde=732"
                + " ndash=8211 mdash=8212 lsquo=8216 rsquo=8217 sbquo=8218 ldquo=8220 rdquo=8221 bdquo=8222"
                + " dagger=8224 Dagger=8225 bull=8226 hellip=8230 permil=8240 lsaquo=8249 rsaquo=8250 euro=8364"
                + " trade=8482";

        /** U+00A0 to U+00FF. */
        private static final String LATIN_1 = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy"
                + " reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34"
                + " iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute"
                + " Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute"
                + " THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave"
                + " iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml"
                + " yacute thorn yuml";

        /** U+03B1 to U+03C9; U+0391 to U+03A9 begin with a capital. */
        private static final String GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi"
                + " omicron pi rho sigmaf sigma tau upsilon phi chi psi omega";

        private static Map<String, Integer> byName() {
            Map<String, Integer> names = new HashMap<>();
            for (String entry : ASCII.split(" ")) {
                int equals = entry.indexOf('=');
                names.put(entry.substring(0, equals), Integer.valueOf(entry.substring(equals + 1)));
            }
            int latin1 = 0xa0;
            for (String name : LATIN_1.split(" ")) {
                names.put(name, latin1++);
            }
            int greek = 0x3b1;
            for (String name : GREEK.split(" ")) {
                names.put(name, greek);
                names.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), greek++ - 0x20);
            }
            return names;
        }
    }

    /** Whether an ASCII text may contain any of these encodings, except encoded spaces and base64. */
    static boolean areIn(String text) {
        int hexDigits = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isHexDigit = Character.digit(c, 16) >= 0;
            hexDigits += isHexDigit ? 1 : 0;
            hexDigits = isHexDigit || HEX_SEPARATORS.indexOf(c) >= 0 || c == 'x' ? hexDigits : 0;
            if (hexDigits >= SHORTEST || "\\&%=".indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decodes the encoded character or word at an index.
     *
     * @return the index after it; {@code at} where nothing is encoded
     */
    private int decode(SpelledText text, int at, SpelledText decoded) {
        return switch (this) {
            case BACKSLASH -> afterEscape(text, at, decoded);
            case PERCENT -> afterOctet('%', text, at, decoded);
            case QUOTED_PRINTABLE -> afterOctet('=', text, at, decoded);
            case FORM -> afterBlank('+', text, at, decoded, '%');
            case ENCODED_WORD -> afterBlank('_', text, at, decoded, '=');
            case HTML -> afterEntity(text, at, decoded);
            case HEX -> afterHex(text, at, decoded, 0);
            case HEX_AFTER_A_DIGIT -> afterHex(text, at, decoded, 1);
            case BASE64 -> afterBase64(text, at, decoded);
        };
    }

    /** The decoded text; the same object where nothing is encoded. */
    SpelledText decoded(SpelledText text) {
        SpelledText decoded = new SpelledText(text.length());
        boolean isEncoded = false;
        for (int at = 0; at < text.length(); ) {
            int next = decode(text, at, decoded);
            if (next > at) {
                isEncoded = true;
                at = next;
            } else {
                decoded.add(text.codePoint(at), text.start(at), text.end(at));
                at++;
            }
        }
        return isEncoded ? decoded.complete() : text;
    }

    private static int afterBlank(int blank, SpelledText text, int at, SpelledText decoded, int mark) {
        if (!text.has(at, blank)) {
            return afterOctet(mark, text, at, decoded);
        }
        decoded.add(' ', text.start(at), text.end(at));
        return at + 1;
    }

    /** A mark and two hex digits. */
    private static int afterOctet(int mark, SpelledText text, int at, SpelledText decoded) {
        if (!text.has(at, mark) || hexDigit(text, at + 1) < 0 || hexDigit(text, at + 2) < 0) {
            return at;
        }
        decoded.addOctet(16 * hexDigit(text, at + 1) + hexDigit(text, at + 2), text.start(at), text.end(at + 2));
        return at + 3;
    }

    private static int afterEscape(SpelledText text, int at, SpelledText decoded) {
        if (!text.has(at, '\\') || at + 1 == text.length()) {
            return at;
        }
        int kind = text.codePoint(at + 1);
        if (kind == 'x' && hexDigit(text, at + 2) >= 0 && hexDigit(text, at + 3) >= 0) {
            decoded.addOctet(16 * hexDigit(text, at + 2) + hexDigit(text, at + 3), text.start(at), text.end(at + 3));
            return at + 4;
        }
        if (kind == 'u' || kind == 'U' || kind == 'x') {
            int after = afterCodePoint(text, at, decoded);
            if (after > at) {
                return after;
            }
        }
        if (kind >= '0' && kind <= '7') {
            int end = at + 1;
            int octet = 0;
            while (end < text.length() && end < at + 4 && isOctal(text.codePoint(end)) && octet < 32) {
                octet = 8 * octet + text.codePoint(end++) - '0';
            }
            decoded.addOctet(octet, text.start(at), text.end(end - 1));
            return end;
        }
        int escape = ESCAPES.indexOf(kind);
        decoded.add(escape < 0 ? kind : ESCAPED.charAt(escape), text.start(at), text.end(at + 1));
        return at + 2;
    }

    private static boolean isOctal(int codePoint) {
        return codePoint >= '0' && codePoint <= '7';
    }

    /** Four digits after {@code u}, which may be half of a pair; eight after {@code U}; any number in braces. */
    private static int afterCodePoint(SpelledText text, int at, SpelledText decoded) {
        boolean braces = text.has(at + 2, '{');
        int from = braces ? at + 3 : at + 2;
        int most = text.has(at + 1, 'U') ? 8 : braces ? 6 : 4;
        int end = from;
        int codePoint = 0;
        while (end < from + most && hexDigit(text, end) >= 0) {
            codePoint = 16 * codePoint + hexDigit(text, end++);
        }
        boolean complete = braces ? end > from && text.has(end, '}') : end == from + most;
        if (!complete || !Character.isValidCodePoint(codePoint)) {
            return at;
        }
        int after = braces ? end + 1 : end;
        decoded.add(codePoint, text.start(at), text.end(after - 1));
        return after;
    }

    private static int afterEntity(SpelledText text, int at, SpelledText decoded) {
        if (!text.has(at, '&')) {
            return at;
        }
        StringBuilder name = new StringBuilder();
        int end = at + 1;
        while (end < text.length() && name.length() < LONGEST_ENTITY && isPartOfEntity(text.codePoint(end))) {
            name.appendCodePoint(text.codePoint(end++));
        }
        int codePoint = codePoint(name.toString());
        boolean isNumber = name.length() > 0 && name.charAt(0) == '#';
        boolean isEnded = text.has(end, ';');
        if (codePoint < 0 || !isNumber && !isEnded) {
            return at;
        }
        int after = isEnded ? end + 1 : end;
        decoded.add(codePoint, text.start(at), text.end(after - 1));
        return after;
    }

    private static boolean isPartOfEntity(int c) {
        return c < 0x80 && Character.isLetterOrDigit(c) || c == '#';
    }

    private static int codePoint(String entity) {
        if (!entity.startsWith("#")) {
            return Entities.BY_NAME.getOrDefault(entity, -1);
        }
        boolean isHex = entity.startsWith("#x") || entity.startsWith("#X");
        try {
            int codePoint = Integer.parseInt(entity.substring(isHex ? 2 : 1), isHex ? 16 : 10);
            return Character.isValidCodePoint(codePoint) ? codePoint : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** @param before digits that belong to something else */
    private static int afterHex(SpelledText text, int from, SpelledText decoded, int before) {
        if (hexDigit(text, from) < 0 || from > 0 && hexDigit(text, from - 1) >= 0) {
            return from;
        }
        int digits = 0;
        int end = from;
        for (int at = from; at >= 0; at = nextHexDigit(text, at)) {
            digits++;
            end = at + 1;
        }
        if (digits < SHORTEST) {
            return from;
        }
        int first = -1;
        int read = 0;
        for (int at = from; at >= 0 && at < end; at = nextHexDigit(text, at)) {
            read++;
            if (read <= before) {
                decoded.add(text.codePoint(at), text.start(at), text.end(at));
            } else if (first < 0) {
                first = at;
            } else {
                decoded.addOctet(16 * hexDigit(text, first) + hexDigit(text, at), text.start(first), text.end(at));
                first = -1;
            }
        }
        if (first >= 0) {
            decoded.add(text.codePoint(first), text.start(first), text.end(first));
        }
        return end;
    }

    /** The next digit, perhaps after separators and {@code 0x}; -1 at the end of the number. */
    private static int nextHexDigit(SpelledText text, int at) {
        int next = at + 1;
        while (next < text.length() && next <= at + 2 && HEX_SEPARATORS.indexOf(text.codePoint(next)) >= 0) {
            next++;
        }
        if (next > at + 1 && text.has(next, '0') && text.has(next + 1, 'x')) {
            next += 2;
        }
        return hexDigit(text, next) >= 0 ? next : -1;
    }

    private static int hexDigit(SpelledText text, int at) {
        return at < text.length() && text.codePoint(at) < 0x80 ? Character.digit(text.codePoint(at), 16) : -1;
    }

    private static int afterBase64(SpelledText text, int from, SpelledText decoded) {
        if (base64Digit(text, from) < 0 || from > 0 && base64Digit(text, from - 1) >= 0) {
            return from;
        }
        int end = from;
        while (base64Digit(text, end) >= 0) {
            end++;
        }
        if (end - from < SHORTEST) {
            return from;
        }
        int bits = 0;
        int bitCount = 0;
        for (int at = from; at < end; at++) {
            bits = (bits << 6 | base64Digit(text, at)) & 0xffff;
            bitCount += 6;
            if (bitCount >= 8) {
                bitCount -= 8;
                decoded.addOctet(bits >> bitCount & 0xff, text.start(at - 1), text.end(at));
            }
        }
        while (end < text.length() && text.has(end, '=')) {
            end++;
        }
        return end;
    }

    private static int base64Digit(SpelledText text, int at) {
        return at < text.length() ? base64Digit(text.codePoint(at)) : -1;
    }

    private static int base64Digit(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        } else if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        } else if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
    }
}
