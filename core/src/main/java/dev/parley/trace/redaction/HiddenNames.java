package dev.parley.trace.redaction;

import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.List;

/** Replaces the names of users where they are whole words, in any case. */
public final class HiddenNames {
    /** The replacement of a name. */
    public static final String MARK = "[user hidden]";

    private final List<String> names = new ArrayList<>();

    /** Adds a name. */
    public void add(String name) {
        if (!names.contains(name) && hasLetterOrDigit(name)) {
            names.add(name);
        }
    }

    private static boolean hasLetterOrDigit(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The text with a mark instead of each name. */
    public String hiddenIn(String text) {
        StringBuilder hidden = new StringBuilder(text.length());
        int copied = 0;
        for (int at = 0; at < text.length(); at++) {
            int end = isWithinWord(text, at) ? at : nameEnd(text, at);
            if (end > at) {
                hidden.append(text, copied, at).append(MARK);
                copied = end;
                at = end - 1;
            }
        }
        return copied == 0 ? text : hidden.append(text, copied, text.length()).toString();
    }

    /** Whether {@link #hiddenIn} replaces the local part of an address, and does not show a part of it. */
    public boolean includeLocalPart(String text, AddressScanner address) {
        int start = address.localPart();
        return !isWithinWord(text, start) && nameEnd(text, start) >= address.sign();
    }

    /** The end of the name that begins at an index and ends a word; the index where there is none. */
    private int nameEnd(String text, int at) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int end = at + name.length();
            if (text.regionMatches(true, at, name, 0, name.length())
                    && (end == text.length() || !Text.isLetterOrNumber(text.codePointAt(end)))) {
                return end;
            }
        }
        return at;
    }

    /** Whether a letter or digit stands before an index, or the index is in the middle of a character. */
    private static boolean isWithinWord(String text, int at) {
        return at > 0
                && (Text.isLetterOrNumber(text.codePointBefore(at))
                        || Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
