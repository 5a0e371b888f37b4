package dev.parley.trace;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an entry of {@code explain.properties} expects to be said: alternatives, each of them pieces in their order. A
 * text is gone through from its beginning to its end, once for each alternative: no server can write one that takes long.
 */
final class Words {
    private static final Pattern ANYTHING = Pattern.compile("(?<!\\\\)\\*");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}*\n]+");

    private final List<List<String>> alternatives;

    private Words(Stream<String> alternatives) {
        this.alternatives = alternatives.map(Words::pieces).toList();
    }

    /** To be found anywhere in a text. */
    static Words within(String spelled) {
        return new Words(alternatives(spelled));
    }

    /** To be the whole of a text. */
    static Words whole(String spelled) {
        return new Words(alternatives(spelled).map(alternative -> "\n " + alternative + " \n"));
    }

    /** A text as {@link #fit} wants it: in small letters, and whatever is between two words is one blank. */
    static String said(String text) {
        return "\n " + folded(text.replace('\n', ' ')).strip() + " \n";
    }

    /** @param said what {@link #said} gave */
    boolean fit(String said) {
        for (List<String> pieces : alternatives) {
            if (areIn(said, pieces)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areIn(String said, List<String> pieces) {
        int from = 0;
        for (String piece : pieces) {
            int place = said.indexOf(piece, from);
            if (place < 0) {
                return false;
            }
            from = place + piece.length();
        }
        return true;
    }

    private static Stream<String> alternatives(String spelled) {
        return Arrays.stream(spelled.split("\\|"));
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
