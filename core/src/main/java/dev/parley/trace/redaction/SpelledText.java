package dev.parley.trace.redaction;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Code points, each with its position in the original text; decoding and folding keep the positions. */
final class SpelledText {
    private static final int DOT_ABOVE = 0x307;

    private int[] codePoints;
    private int[] starts;
    private int[] ends;
    private int length;

    /** The octets since the last code point was added; null: none were ever added. */
    private SpelledText octets;

    SpelledText(int capacity) {
        codePoints = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    static SpelledText of(String text) {
        SpelledText whole = new SpelledText(text.length());
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            whole.add(codePoint, at, next);
            at = next;
        }
        return whole;
    }

    int length() {
        return length;
    }

    int codePoint(int at) {
        return codePoints[at];
    }

    /** Whether this character is at an index, which may be beyond the end. */
    boolean has(int at, int codePoint) {
        return at < length && codePoints[at] == codePoint;
    }

    boolean contains(int codePoint) {
        int at = 0;
        while (at < length && codePoints[at] != codePoint) {
            at++;
        }
        return at < length;
    }

    /** The number of equal code points, from an index in this text and an index in the other. */
    int same(int at, int[] other, int from) {
        int most = Math.min(length - at, other.length - from);
        int same = 0;
        while (same < most && codePoints[at + same] == other[from + same]) {
            same++;
        }
        return same;
    }

    /** Where in the original text the code point begins. */
    int start(int at) {
        return starts[at];
    }

    /** Where in the original text the code point ends. */
    int end(int at) {
        return ends[at];
    }

    int[] codePoints() {
        return Arrays.copyOf(codePoints, length);
    }

    void add(int codePoint, int start, int end) {
        addOctetsSoFar();
        append(codePoint, start, end);
    }

    /** Adds an octet; with those before and after it, it is read as UTF-8, or else as ISO-8859-1. */
    void addOctet(int octet, int start, int end) {
        octets = octets == null ? new SpelledText(64) : octets;
        octets.append(octet, start, end);
    }

    /** Returns this text after the last octet was added. */
    SpelledText complete() {
        addOctetsSoFar();
        return this;
    }

    /**
     * The text in a form that is equal for upper case, lower case and compatible characters: each code point is
     * decomposed and folded by itself, so that all three spellings of {@code ß} are {@code ss}, and a dot above an i is
     * left out (Turkish has an i without).
     */
    SpelledText folded() {
        SpelledText folded = new SpelledText(length);
        Map<Integer, int[]> forms = null;
        for (int i = 0; i < length; i++) {
            int c = codePoints[i];
            if (c < 0x80) {
                folded.append(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, starts[i], ends[i]);
            } else {
                forms = forms == null ? new HashMap<>() : forms;
                folded.appendFolded(forms.computeIfAbsent(c, SpelledText::form), starts[i], ends[i]);
            }
        }
        return folded;
    }

    private void appendFolded(int[] form, int start, int end) {
        for (int c : form) {
            if (c == DOT_ABOVE && length > 0 && codePoints[length - 1] == 'i') {
                ends[length - 1] = end;
            } else {
                append(c, start, end);
            }
        }
    }

    private static int[] form(int codePoint) {
        String lower = decomposed(Character.toString(Character.toLowerCase(codePoint)));
        return decomposed(lower.toUpperCase(Locale.ROOT))
                .codePoints()
                .map(Character::toLowerCase)
                .toArray();
    }

    private static String decomposed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    /** Two halves of a pair become one code point. */
    private void append(int codePoint, int start, int end) {
        if (isPair(codePoint)) {
            codePoints[length - 1] = Character.toCodePoint((char) codePoints[length - 1], (char) codePoint);
            ends[length - 1] = end;
            return;
        }
        if (length == codePoints.length) {
            int capacity = Math.max(64, 2 * length);
            codePoints = Arrays.copyOf(codePoints, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        codePoints[length] = codePoint;
        starts[length] = start;
        ends[length++] = end;
    }

    private boolean isPair(int second) {
        return second >= Character.MIN_LOW_SURROGATE
                && second <= Character.MAX_LOW_SURROGATE
                && length > 0
                && codePoints[length - 1] >= Character.MIN_HIGH_SURROGATE
                && codePoints[length - 1] <= Character.MAX_HIGH_SURROGATE;
    }

    private void addOctetsSoFar() {
        if (octets == null) {
            return;
        }
        for (int at = 0; at < octets.length; ) {
            int size = octets.utf8Size(at);
            append(octets.utf8(at, size), octets.starts[at], octets.ends[at + size - 1]);
            at += size;
        }
        octets.length = 0;
    }

    /** Of octets: those of the character that begins here; 1 where they are not UTF-8 (RFC 3629 s4). */
    private int utf8Size(int at) {
        int first = codePoints[at];
        int size = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
        if (first >= 0xf5 || at + size > length) {
            return 1;
        }
        for (int i = at + 1; i < at + size; i++) {
            if ((codePoints[i] & 0xc0) != 0x80) {
                return 1;
            }
        }
        int codePoint = utf8(at, size);
        boolean isShortest = size < 3 || codePoint >= (size == 3 ? 0x800 : 0x10000);
        return isShortest && Character.isValidCodePoint(codePoint) ? size : 1;
    }

    private int utf8(int at, int size) {
        int codePoint = size == 1 ? codePoints[at] : codePoints[at] & 0xff >> size + 1;
        for (int i = at + 1; i < at + size; i++) {
            codePoint = codePoint << 6 | codePoints[i] & 0x3f;
        }
        return codePoint;
    }
}
