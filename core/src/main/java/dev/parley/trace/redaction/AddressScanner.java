package dev.parley.trace.redaction;

import dev.parley.wire.Text;
import java.util.List;

/**
 * Finds the mail addresses of a text, in a number of steps proportional to its length. An address is a local part, a
 * sign ({@code @}, {@code +40} in xtext, {@code %40} in a URL) and a domain. The local part is
 *
 * <ul>
 *   <li>a word up to the last such sign in it, from where the word begins or the previous address ends, without a name
 *       before it such as {@code AUTH=};
 *   <li>or everything between {@code <} and {@code @};
 *   <li>or a quoted string (RFC 5321 s4.1.2).
 * </ul>
 */
public final class AddressScanner {
    /** Characters of a quoted local part at most: RFC 5321 s4.5.3.1.1 allows 64 octets. */
    private static final int LONGEST_QUOTED = 256;

    /** Names that end the word before a local part. Any other equals sign is a part of it: {@code bounces+joe=x.test}. */
    private static final List<String> PARAMETERS = List.of("AUTH=", "ENVID=", "ORCPT=");

    private static final String EMAIL_ADDRESS = "EMAILADDRESS=";
    private static final List<String> PROPERTIES =
            List.of("mail.smtp.", "mail.smtps.", "mail.lmtp.", "mail.sieve.", "mail.sieves.");

    /** As it is, in xtext (RFC 3461 s4), in a URL (RFC 3986 s2.1). */
    private static final List<String> SIGNS = List.of("@", "+40", "%40");

    private final CharSequence text;
    private int localPart;
    private int sign;
    private int end;

    /** The quoted characters from {@code quoteStart} to {@code quoteEnd} that were read already: no address ends there. */
    private int quoteStart;

    private int quoteEnd;
    private int quoteLength;

    public AddressScanner(CharSequence text) {
        this.text = text;
    }

    /** Moves to the next address; false where there is none. */
    public boolean next() {
        int previousEnd = end;
        for (int at = end; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean beginsWord = at == previousEnd || isSeparator(text.charAt(at - 1));
            if (beginsWord && !isSeparator(c) && isWord(at)
                    || at > 0 && text.charAt(at - 1) == '<' && isBracketed(at)
                    || c == '"' && isQuoted(at)) {
                end = domainEnd(domainAfterSign(sign));
                return true;
            }
        }
        end = text.length();
        return false;
    }

    /** Where the local part of the present address begins. */
    public int localPart() {
        return localPart;
    }

    /** Where the local part ends and the sign begins. */
    public int sign() {
        return sign;
    }

    /** What no word without quotes has; more is allowed in one than RFC 5321 s4.1.2 does, since not all clients quote. */
    private static boolean isSeparator(char c) {
        return isBlank(c) || "<>()[]:;@\"".indexOf(c) >= 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private boolean isWord(int from) {
        int wordEnd = from;
        while (wordEnd < text.length() && !isSeparator(text.charAt(wordEnd))) {
            wordEnd++;
        }
        int last = wordEnd;
        while (last >= from && domainAfterSign(last) < 0) {
            last--;
        }
        if (last < from) {
            return false;
        }
        int afterCommas = from;
        while (afterCommas < last && text.charAt(afterCommas) == ',') {
            afterCommas++;
        }
        if (afterCommas == last) {
            return false;
        }
        localPart = afterName(afterCommas, last);
        sign = last;
        return true;
    }

    /** Where the local part begins that ends at {@code last}: after a name, where one stands before it. */
    private int afterName(int from, int last) {
        for (String parameter : PARAMETERS) {
            if (isAt(parameter, from, true) && isLocalPart(from + parameter.length(), last)) {
                return from + parameter.length();
            }
        }
        for (int at = last - 1; at >= from; at--) {
            int after = at + EMAIL_ADDRESS.length();
            boolean begins = at == from || text.charAt(at - 1) == ',';
            if (begins && isAt(EMAIL_ADDRESS, at, false) && isLocalPart(after, last)) {
                return after;
            }
        }
        for (String property : PROPERTIES) {
            int after = isAt(property, from, false) ? afterPropertyName(from + property.length(), last) : last;
            if (isLocalPart(after, last)) {
                return after;
            }
        }
        return from;
    }

    private boolean isLocalPart(int from, int last) {
        return from < last && text.charAt(from) != ',';
    }

    private int afterPropertyName(int from, int last) {
        int equalsSign = from;
        while (equalsSign < last && isPartOfPropertyName(text.charAt(equalsSign))) {
            equalsSign++;
        }
        boolean isNamed = equalsSign > from && equalsSign < last && text.charAt(equalsSign) == '=';
        return isNamed ? equalsSign + 1 : last;
    }

    private static boolean isPartOfPropertyName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.-".indexOf(c) >= 0;
    }

    private boolean isBracketed(int from) {
        int at = from;
        while (at < text.length() && !isBlank(text.charAt(at)) && "<>@\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from || at == text.length() || text.charAt(at) != '@' || domainAfterSign(at) < 0) {
            return false;
        }
        localPart = from;
        sign = at;
        return true;
    }

    /**
     * A quoted local part ends at a quotation mark, be it escaped or not, that a sign follows; the last such mark within
     * the allowed length counts. What one call has read in vain is not read again by the next one.
     */
    private boolean isQuoted(int mark) {
        if (mark < quoteEnd) {
            while (quoteStart <= mark) {
                quoteStart = afterQuotedCharacter(quoteStart);
                quoteLength--;
            }
        } else {
            quoteStart = mark + 1;
            quoteEnd = mark + 1;
            quoteLength = 0;
        }
        int found = quoteLength == 0 ? signAfterMark(quoteEnd) : -1;
        int next = afterQuotedCharacter(quoteEnd);
        while (next > quoteEnd && quoteLength < LONGEST_QUOTED) {
            quoteEnd = next;
            quoteLength++;
            found = Math.max(found, signAfterMark(quoteEnd));
            next = afterQuotedCharacter(quoteEnd);
        }
        if (found < 0) {
            return false;
        }
        quoteEnd = 0;
        localPart = mark;
        sign = found;
        return true;
    }

    /** Where the sign stands after a quotation mark that may end the local part here; -1 where there is none. */
    private int signAfterMark(int at) {
        int mark = at < text.length() && text.charAt(at) == '\\' ? at + 1 : at;
        boolean isMark = mark < text.length() && text.charAt(mark) == '"';
        return isMark && domainAfterSign(mark + 1) >= 0 ? mark + 1 : -1;
    }

    /** The place after one character of a quoted string, which may be escaped; the same place where there is none. */
    private int afterQuotedCharacter(int at) {
        if (at >= text.length() || text.charAt(at) == '"') {
            return at;
        }
        if (text.charAt(at) != '\\') {
            return at + Character.charCount(Character.codePointAt(text, at));
        }
        if (at + 1 >= text.length() || "\n\r\u0085\u2028\u2029".indexOf(text.charAt(at + 1)) >= 0) {
            return at;
        }
        return at + 1 + Character.charCount(Character.codePointAt(text, at + 1));
    }

    /** Where the domain begins whose sign stands here; -1 where no sign and domain do. */
    private int domainAfterSign(int at) {
        for (String each : SIGNS) {
            int after = at + each.length();
            if (isAt(each, at, false)
                    && after < text.length()
                    && (text.charAt(after) == '[' || Text.isLetterOrNumber(Character.codePointAt(text, after)))) {
                return after;
            }
        }
        return -1;
    }

    private int domainEnd(int domain) {
        int at = domain;
        if (text.charAt(at) == '[') {
            while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != ']') {
                at++;
            }
            return at;
        }
        while (at < text.length() && isPartOfDomain(Character.codePointAt(text, at))) {
            at += Character.charCount(Character.codePointAt(text, at));
        }
        return at;
    }

    private static boolean isPartOfDomain(int c) {
        return Text.isLetterOrNumber(c) || "._-".indexOf(c) >= 0;
    }

    /** @param anyCase whether ASCII letters of either case count as the same */
    private boolean isAt(String word, int from, boolean anyCase) {
        if (from + word.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(from + i);
            char upper = anyCase && c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
            if (upper != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
