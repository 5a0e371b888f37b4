package dev.parley.cli.shared;

/** Compares words that may be mistyped. */
final class Spelling {
    private Spelling() {}

    /** Whether one word is the beginning of the other, or at most a third of its letters is wrong, missing or transposed. */
    static boolean areSimilar(String typed, String word) {
        boolean beginning = typed.length() > 1 && (word.startsWith(typed) || typed.startsWith(word));
        return beginning || distance(typed, word) <= Math.max(1, word.length() / 3);
    }

    /** The number of insertions, deletions, replacements and transpositions (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, least);
            }
        }
        return least[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] least) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + cost);
        boolean transposed = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return transposed ? Math.min(best, least[i - 2][j - 2] + 1) : best;
    }
}
