package dev.parley.replay.sieve;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a command or test.
 *
 * @param extension the extension that {@code require} must name; "" for the base language
 * @param optional how many of the values, from the first, are optional
 */
record SieveSignature(
        String name, String extension, List<Value> values, int optional, Map<String, Tag> tags, Tail tail) {

    enum Value {
        NONE(""),
        NUMBER("a number"),
        STRING("a string"),
        STRINGS("a string or a list of strings");

        private final String phrase;

        Value(String phrase) {
            this.phrase = phrase;
        }

        boolean accepts(Value given) {
            return this == given || this == STRINGS && given == STRING;
        }

        @Override
        public String toString() {
            return phrase;
        }
    }

    /** What follows the arguments. */
    enum Tail {
        NOTHING,
        TEST,
        TESTS,
        BLOCK,
        TEST_AND_BLOCK
    }

    /** @param group tags of one group exclude each other */
    record Tag(String name, String group, Value value, String extension) {}

    static SieveSignature signature(String name, Value... values) {
        return new SieveSignature(name, "", List.of(values), 0, Map.of(), Tail.NOTHING);
    }

    SieveSignature from(String itsExtension) {
        return new SieveSignature(name, itsExtension, values, optional, tags, tail);
    }

    SieveSignature firstOptional() {
        return new SieveSignature(name, extension, values, 1, tags, tail);
    }

    SieveSignature with(Tag... more) {
        Map<String, Tag> all = new HashMap<>(tags);
        Arrays.stream(more).forEach(tag -> all.put(tag.name(), tag));
        return new SieveSignature(name, extension, values, optional, Map.copyOf(all), tail);
    }

    SieveSignature then(Tail itsTail) {
        return new SieveSignature(name, extension, values, optional, tags, itsTail);
    }
}
