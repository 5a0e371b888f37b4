package dev.parley.sieve.connection;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Searches octets for a word as a server may read them: case and backslashes are ignored. One pass, in pieces of any size
 * (Knuth, Morris and Pratt).
 */
final class LiteralScanner {
    private final byte[] word;
    private final int[] fallback;
    private int matched;
    private boolean found;

    LiteralScanner(String word) {
        this.word = word.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        this.fallback = new int[this.word.length];
        for (int i = 1; i < fallback.length; i++) {
            fallback[i] = longer(fallback[i - 1], this.word[i]);
        }
    }

    void scan(byte[] octets, int length) {
        for (int i = 0; i < length && !found; i++) {
            if (octets[i] != '\\') {
                matched = longer(matched, upper(octets[i]));
                found = matched == word.length;
            }
        }
    }

    boolean isFound() {
        return found;
    }

    private int longer(int soFar, byte next) {
        int length = soFar;
        while (length > 0 && word[length] != next) {
            length = fallback[length - 1];
        }
        return word[length] == next ? length + 1 : 0;
    }

    private static byte upper(byte octet) {
        return octet >= 'a' && octet <= 'z' ? (byte) (octet - ('a' - 'A')) : octet;
    }
}
