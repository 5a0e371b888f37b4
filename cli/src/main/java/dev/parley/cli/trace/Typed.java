package dev.parley.cli.trace;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The values of an option in lower case, for the completion of the shell. */
abstract class Typed implements Iterable<String> {
    private final List<String> words;

    Typed(Enum<?>... values) {
        words = Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public Iterator<String> iterator() {
        return words.iterator();
    }
}
