package dev.parley.trace.redaction;

import java.util.Arrays;
import java.util.Collection;

/** Finds pieces of secrets by their first {@value SecretScrubber#PIECE} code points. */
final class EchoPieces {
    /** Separates two secrets; not a code point. */
    private static final int END = -1;

    private final int[] secrets;

    /** Sorted: the hash of the code points at an index in the upper half, the index in the lower half. */
    private final long[] beginnings;

    EchoPieces(Collection<int[]> all) {
        secrets = new int[all.stream().mapToInt(secret -> secret.length + 1).sum()];
        int places = 0;
        int end = 0;
        for (int[] secret : all) {
            System.arraycopy(secret, 0, secrets, end, secret.length);
            end += secret.length + 1;
            secrets[end - 1] = END;
            places += Math.max(0, secret.length - SecretScrubber.PIECE + 1);
        }
        beginnings = new long[places];
        int count = 0;
        int begin = 0;
        for (int[] secret : all) {
            for (int at = 0; at <= secret.length - SecretScrubber.PIECE; at++) {
                int hash = 0;
                for (int i = at; i < at + SecretScrubber.PIECE; i++) {
                    hash = 31 * hash + secret[i];
                }
                beginnings[count++] = (long) hash << 32 | begin + at;
            }
            begin += secret.length + 1;
        }
        Arrays.sort(beginnings);
    }

    /** Whether a part of a text, of {@value SecretScrubber#PIECE} code points at least, is a part of a secret. */
    boolean contain(SpelledText text, int begin, int end, SecretScrubber.Found found) {
        int hash = 0;
        for (int i = begin; i < begin + SecretScrubber.PIECE; i++) {
            hash = 31 * hash + text.codePoint(i);
        }
        int at = Arrays.binarySearch(beginnings, (long) hash << 32);
        for (int i = at < 0 ? -at - 1 : at; i < beginnings.length && (int) (beginnings[i] >> 32) == hash; i++) {
            int same = text.same(begin, secrets, (int) beginnings[i]);
            found.spend(same / SecretScrubber.COMPARED);
            if (same >= end - begin) {
                return true;
            }
            if (found.isExhausted()) {
                return false;
            }
        }
        return false;
    }
}
