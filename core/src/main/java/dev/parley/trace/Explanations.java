package dev.parley.trace;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** All that can be explained: {@code explain.properties}, read when the first refusal or failure comes. */
final class Explanations {
    /** Stands for the code of a failure. */
    static final String FAILED = "failed";

    private static final String FILE = "explain.properties";

    private Explanations() {}

    private static final class Book {
        static final List<Explanation> ENTRIES = read();
    }

    /** Those that name most come first. */
    static List<Explanation> all() {
        return Book.ENTRIES;
    }

    /** The entry that names most of this. */
    static Optional<Explanation> of(Subject subject) {
        return all().stream().filter(entry -> entry.explains(subject)).findFirst();
    }

    private static List<Explanation> read() {
        Properties file = new Properties();
        try (Reader reader =
                new InputStreamReader(Explanations.class.getResourceAsStream(FILE), StandardCharsets.UTF_8)) {
            file.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is broken: " + FILE, e);
        }
        return file.stringPropertyNames().stream()
                .map(key -> Explanation.of(key, file.getProperty(key)))
                .sorted(Comparator.comparingInt(Explanation::rank).reversed().thenComparing(Explanation::key))
                .toList();
    }
}
