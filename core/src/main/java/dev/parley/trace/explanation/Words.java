package dev.parley.trace.explanation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value of a field of an entry: alternatives, each of them pieces in their order. A text is scanned once for each
 * alternative, so that no server can send one that takes long.
 */
final class Words {
    private static final Pattern ANYTHING = Pattern.compile("(?<!\\\\)\\*");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}*\n]+");

    private final String spelled;
    private final List<List<String>> alternatives = new ArrayList<>();

    private Words(String spelled, String before, String after) {
        this.spelled = spelled;
        for (String alternative : spelled.split("\\|")) {
            alternatives.add(pieces(before + alternative.strip() + after));
        }
    }

    /** Matches where an alternative is anywhere in the text. */
    static Words within(String spelled) {
        return new Words(spelled, "", "");
    }

    /** Matches where an alternative is the whole text. */
    static Words whole(String spelled) {
        return new Words(spelled, "\n ", " \n");
    }

    /** The form of a text that {@link #match} compares: lower case, with one space between two words. */
    static String normalized(String text) {
        return "\n " + folded(text.replace('\n', ' ')).strip() + " \n";
    }

    /** @param normalized a result of {@link #normalized} */
    boolean match(String normalized) {
        for (List<String> pieces : alternatives) {
            if (contains(normalized, pieces)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String text, List<String> pieces) {
        int from = 0;
        for (String piece : pieces) {
            int place = text.indexOf(piece, from);
            if (place < 0) {
                return false;
            }
            from = place + piece.length();
        }
        return true;
    }

    boolean isAny() {
        return spelled.equals("*");
    }

    /** Whether it leaves characters open. */
    boolean isOpen() {
        return spelled.contains("*");
    }

    /** How specific it is, from 0 to 3. */
    int weight() {
        if (isOpen()) {
            return isAny() ? 0 : 1;
        }
        return spelled.contains("|") ? 2 : 3;
    }

    /** How many words the shortest alternative has, at most 3; 0 where it matches anything. */
    int words() {
        if (isAny()) {
            return 0;
        }
        int fewest = 3;
        for (List<String> pieces : alternatives) {
            int words = 0;
            for (String piece : pieces) {
                words += piece.isBlank() ? 0 : piece.strip().split(" ").length;
            }
            fewest = Math.min(fewest, words);
        }
        return fewest;
    }

    /** How many parts a response code of ManageSieve has. */
    int parts() {
        return spelled.split("/").length;
    }

    /** The alternatives for a sentence. */
    String inWords() {
        return Arrays.stream(spelled.replace('.', ' ').replace("*", " ... ").split("\\|"))
                .map(String::strip)
                .collect(Collectors.joining(" or "));
    }

    private static List<String> pieces(String alternative) {
        return ANYTHING.splitAsStream(alternative)
                .map(piece -> folded(piece.replace("\\*", "*")))
                .toList();
    }

    private static String folded(String text) {
        return NO_WORD.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
