package dev.parley.trace.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces secrets that this client has sent in texts of the server. A server may repeat a command in its reply: whole,
 * truncated, or broken into lines; in another case; or encoded ({@link EchoEncoding}), even twice.
 *
 * <p>A secret of fewer than {@value #SHORTEST} characters is not replaced: it is a part of too many other words, and their
 * replacement would reveal it. Its base64 is replaced, where that is long enough.
 */
public final class SecretScrubber {
    private static final String MARK = "[redacted ";

    /** The minimum length of a secret. */
    private static final int SHORTEST = 6;

    /** The minimum length of a piece, 9 octets in base64. */
    static final int PIECE = 12;

    /** The maximum number of secrets; then the oldest is removed. */
    private static final int MOST = 128;

    /** The maximum number of secrets that one secret counts as. */
    private static final int SPELLINGS = 3;

    /** The maximum number of nested encodings. */
    private static final int DEPTH = 2;

    /** Secrets are grouped by their first code point modulo this. */
    private static final int BEGINNINGS = 128;

    /**
     * The maximum number of steps for one text; decoding or comparing it once takes about as many as it has characters. A
     * text that needs more mixes many encodings or repeats long parts of a secret; it is replaced as a whole.
     */
    static final int MOST_STEPS = 1 << 20;

    /** The number of code points that one step compares. */
    static final int COMPARED = 8;

    private static final int[][] NONE = {};

    private static final List<EchoEncoding> ENCODINGS = List.of(EchoEncoding.values());

    /** Without those that only encode spaces. */
    private static final List<EchoEncoding> ENCODINGS_WITHOUT_BLANKS = ENCODINGS.stream()
            .filter(encoding -> encoding != EchoEncoding.FORM && encoding != EchoEncoding.ENCODED_WORD)
            .toList();

    private final Map<String, int[]> secrets = new LinkedHashMap<>();

    /** By their first code point modulo {@link #BEGINNINGS}, the longest first; null until it is needed. */
    private int[][][] byBeginning;

    /** Null until it is needed. */
    private Pieces pieces;

    private boolean haveBlanks;

    private boolean haveDots;

    /** The text that replaces a secret of this length. */
    public static String mark(int octets) {
        return MARK + octets + " octets]";
    }

    /** Whether a secret was replaced in a text. */
    public static boolean isMarked(String text) {
        return text.contains(MARK);
    }

    /** Whether {@link #add} may remove the oldest secret. */
    public boolean isFull() {
        return secrets.size() + SPELLINGS > MOST;
    }

    /** Adds a secret. */
    public void add(byte[] secret) {
        String text = new String(secret, StandardCharsets.UTF_8);
        remember(text);
        remember(new String(secret, StandardCharsets.ISO_8859_1)); // As a line is read that is not UTF-8 everywhere.
        remember(text.replace('+', '-').replace('/', '_')); // RFC 4648 s5, where it is base64.
        byBeginning = null;
        pieces = null;
    }

    private void remember(String text) {
        String secret = withoutPadding(text);
        if (text.length() < SHORTEST || secrets.containsKey(secret)) {
            return;
        }
        SpelledText folded = SpelledText.of(secret).folded();
        secrets.put(secret, folded.codePoints());
        haveBlanks |= secret.indexOf(' ') >= 0;
        haveDots |= folded.contains('.');
        if (secrets.size() > MOST) {
            secrets.remove(secrets.keySet().iterator().next());
        }
    }

    /** Without the padding of base64, which some servers omit. */
    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && end > text.length() - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    /** The text with a mark instead of each secret. */
    public String redactedIn(String text) {
        if (secrets.isEmpty() || text.length() < SHORTEST || isWithout(text)) {
            return text;
        }
        return search(text).markedIn(text);
    }

    /** Searches without the quick check. */
    Found search(String text) {
        Found found = new Found(text.length());
        search(SpelledText.of(text), 0, found);
        return found;
    }

    /** Whether a quick check proves that a text contains no secret, which is true of nearly all texts. */
    private boolean isWithout(String text) {
        int[][][] all = byBeginning();
        int token = 0;
        int piece = 0;
        int compared = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= BEGINNINGS) {
                return false;
            }
            int lower = lower(c);
            token = isPartOfToken(lower) ? token + 1 : 0;
            piece = isPartOfPiece(lower) ? piece + 1 : 0;
            if (token == PIECE || haveDots && piece >= PIECE && pieces().mayContain(text, at + 1 - PIECE)) {
                return false;
            }
            for (int[] secret : all[lower]) {
                int same = same(secret, text, at);
                compared += same / COMPARED;
                if (same == secret.length || compared > MOST_STEPS) {
                    return false;
                }
            }
        }
        return !EchoEncoding.areIn(text) && !haveBlanks;
    }

    /** How many code points of a secret follow at an index of a text where its first one is; 0 where the text is too short. */
    private static int same(int[] secret, String text, int at) {
        if (at + secret.length > text.length()) {
            return 0;
        }
        int same = 1;
        while (same < secret.length && lower(text.charAt(at + same)) == secret[same]) {
            same++;
        }
        return same;
    }

    private static int lower(char c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private void search(SpelledText text, int depth, Found found) {
        found.spend(text.length());
        if (found.isExhausted()) {
            return;
        }
        SpelledText folded = text.folded();
        findWhole(folded, found);
        findPieces(folded, found);
        if (depth == DEPTH) {
            return;
        }
        for (EchoEncoding encoding : haveBlanks ? ENCODINGS : ENCODINGS_WITHOUT_BLANKS) {
            if (found.isExhausted()) {
                return;
            }
            SpelledText decoded = encoding.decoded(text);
            if (decoded != text) {
                search(decoded, depth + 1, found);
            }
        }
    }

    private void findWhole(SpelledText text, Found found) {
        int[][][] all = byBeginning();
        for (int at = 0; at < text.length() && !found.isExhausted(); ) {
            int length = longest(all[text.codePoint(at) % BEGINNINGS], text, at, found);
            if (length == 0) {
                at++;
                continue;
            }
            int end = afterPadding(text, at + length);
            found.add(text.start(at), text.end(end - 1));
            at = end;
        }
    }

    private static int longest(int[][] secrets, SpelledText text, int at, Found found) {
        for (int[] secret : secrets) {
            int same = text.same(at, secret, 0);
            found.spend(same / COMPARED);
            if (same == secret.length) {
                return secret.length;
            }
        }
        return 0;
    }

    private static int afterPadding(SpelledText text, int at) {
        int end = at;
        while (end < at + 2 && text.has(end, '=')) {
            end++;
        }
        return end;
    }

    /**
     * Finds the pieces of secrets: {@value #PIECE} characters of base64 (RFC 4648) or of a token (RFC 6750 s2.1). They may
     * be anywhere in a word, since a server may put its own characters before and after them ({@code 535-}, a URL).
     */
    private void findPieces(SpelledText text, Found found) {
        int length = 0;
        for (int at = 0; at < text.length() && !found.isExhausted(); at++) {
            length = isPartOfPiece(text.codePoint(at)) ? length + 1 : 0;
            int begin = at + 1 - PIECE;
            if (length >= PIECE && pieces().contain(text, begin, found)) {
                found.add(text.start(begin), text.end(afterPadding(text, at + 1) - 1));
            }
        }
    }

    private static boolean isPartOfPiece(int c) {
        return c == '.' || isPartOfToken(c);
    }

    private static boolean isPartOfToken(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+/_~-".indexOf(c) >= 0;
    }

    /** Built when it is needed, since several secrets are added at a time. */
    private Pieces pieces() {
        if (pieces == null) {
            pieces = new Pieces(secrets.values());
        }
        return pieces;
    }

    /** Built when it is needed: several secrets come one after another. */
    private int[][][] byBeginning() {
        if (byBeginning == null) {
            List<int[]> longestFirst = new ArrayList<>(secrets.values());
            longestFirst.sort(Comparator.comparingInt(secret -> -secret.length));
            int[][][] all = new int[BEGINNINGS][][];
            Arrays.fill(all, NONE);
            for (int[] secret : longestFirst) {
                int beginning = secret[0] % BEGINNINGS;
                all[beginning] = Arrays.copyOf(all[beginning], all[beginning].length + 1);
                all[beginning][all[beginning].length - 1] = secret;
            }
            byBeginning = all;
        }
        return byBeginning;
    }

    /** Ranges of a text. Ranges that overlap are joined. */
    static final class Found {
        private final BitSet hidden;
        private final BitSet begins;
        private long steps;

        Found(int length) {
            hidden = new BitSet(length);
            begins = new BitSet(length);
        }

        void add(int start, int end) {
            boolean continues = hidden.get(start);
            begins.clear(start + 1, end);
            hidden.set(start, end);
            begins.set(start, begins.get(start) || !continues);
        }

        void spend(int more) {
            steps += more;
        }

        long steps() {
            return steps;
        }

        boolean isExhausted() {
            return steps > MOST_STEPS;
        }

        String markedIn(String text) {
            if (isExhausted()) {
                return mark(text.getBytes(StandardCharsets.UTF_8).length);
            }
            if (hidden.isEmpty()) {
                return text;
            }
            StringBuilder marked = new StringBuilder(text.length());
            int copied = 0;
            for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(copied)) {
                int end = hidden.nextClearBit(start);
                int next = begins.nextSetBit(start + 1);
                end = next < 0 ? end : Math.min(end, next);
                marked.append(text, copied, start);
                marked.append(mark(text.substring(start, end).getBytes(StandardCharsets.UTF_8).length));
                copied = end;
            }
            return marked.append(text, copied, text.length()).toString();
        }
    }

    /** Finds pieces of secrets by their first {@value #PIECE} code points. */
    private static final class Pieces {
        /** Separates two secrets; not a code point. */
        private static final int END = -1;

        private final int[] secrets;

        /** Sorted: the hash of the code points at an index in the upper half, the index in the lower half. */
        private final long[] beginnings;

        Pieces(Collection<int[]> all) {
            int length = 0;
            for (int[] secret : all) {
                length += secret.length + 1;
            }
            secrets = new int[length];
            Arrays.fill(secrets, END);
            long[] places = new long[length];
            int count = 0;
            int begin = 0;
            for (int[] secret : all) {
                System.arraycopy(secret, 0, secrets, begin, secret.length);
                for (int at = begin; at <= begin + secret.length - PIECE; at++) {
                    places[count++] = (long) hash(secrets, at) << 32 | at;
                }
                begin += secret.length + 1;
            }
            beginnings = Arrays.copyOf(places, count);
            Arrays.sort(beginnings);
        }

        private static int hash(int[] codePoints, int begin) {
            int hash = 0;
            for (int i = begin; i < begin + PIECE; i++) {
                hash = 31 * hash + codePoints[i];
            }
            return hash;
        }

        /** The index in {@link #beginnings} of the first piece with a hash, or where it would be. */
        private int first(int hash) {
            int at = Arrays.binarySearch(beginnings, (long) hash << 32);
            return at < 0 ? -at - 1 : at;
        }

        private boolean hasHash(int at, int hash) {
            return at < beginnings.length && (int) (beginnings[at] >> 32) == hash;
        }

        /** Whether {@value #PIECE} ASCII characters of a text have the hash of a piece. */
        boolean mayContain(String text, int begin) {
            int hash = 0;
            for (int i = begin; i < begin + PIECE; i++) {
                hash = 31 * hash + lower(text.charAt(i));
            }
            return hasHash(first(hash), hash);
        }

        /** Whether {@value #PIECE} code points of a text are a part of a secret. */
        boolean contain(SpelledText text, int begin, Found found) {
            int hash = 0;
            for (int i = begin; i < begin + PIECE; i++) {
                hash = 31 * hash + text.codePoint(i);
            }
            for (int i = first(hash); hasHash(i, hash) && !found.isExhausted(); i++) {
                found.spend(1 + PIECE / COMPARED);
                if (isPiece(text, begin, (int) beginnings[i])) {
                    return true;
                }
            }
            return false;
        }

        private boolean isPiece(SpelledText text, int begin, int secret) {
            int same = 0;
            while (same < PIECE && text.codePoint(begin + same) == secrets[secret + same]) {
                same++;
            }
            return same == PIECE;
        }
    }
}
