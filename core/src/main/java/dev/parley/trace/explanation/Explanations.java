package dev.parley.trace.explanation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entries of {@code explanations.txt}, read when the first rejection or failure is explained. */
public final class Explanations {
    /** The code of a failure. */
    static final String FAILED = "failed";

    private static final String FILE = "explanations.txt";

    private final List<Explanation> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> examples = new ArrayList<>();
    private String topic = "";
    private String name;

    private Explanations() {}

    private static final class Catalogue {
        static final List<Explanation> ENTRIES = read();
    }

    /** The most specific entries first. */
    public static List<Explanation> all() {
        return Catalogue.ENTRIES;
    }

    /** The most specific entry for this. */
    static Optional<Explanation> of(Subject subject) {
        return all().stream().filter(entry -> entry.explains(subject)).findFirst();
    }

    private static List<Explanation> read() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Explanations.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            return parse(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the jar has no readable " + FILE, e);
        }
    }

    /**
     * The entries that these lines contain.
     *
     * @throws IllegalArgumentException naming the entry that is invalid
     */
    static List<Explanation> parse(List<String> lines) {
        Explanations file = new Explanations();
        StringBuilder field = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                field.append(' ').append(line.strip());
                continue;
            }
            file.add(field.toString());
            field.setLength(0);
            if (line.startsWith("=")) {
                file.end();
                file.name = null;
                file.topic = line.substring(1).strip();
            } else if (line.startsWith("[")) {
                file.end();
                file.name = line.substring(1, line.length() - 1);
            } else if (!line.startsWith("#")) {
                field.append(line.strip());
            }
        }
        file.add(field.toString());
        file.end();
        file.entries.sort(Comparator.comparingInt(Explanation::rank).reversed());
        return List.copyOf(file.entries);
    }

    private void add(String field) {
        int colon = field.indexOf(": ");
        if (field.isEmpty()) {
            return;
        } else if (colon < 0) {
            throw Explanation.invalid(name, "no field: " + field);
        }
        String key = field.substring(0, colon);
        String value = field.substring(colon + 2).strip();
        if (key.equals("example")) {
            examples.add(value);
        } else if (fields.put(key, value) != null) {
            throw Explanation.invalid(name, "the field " + key + " appears twice");
        }
    }

    private void end() {
        if (name == null) {
            return;
        } else if (!names.add(name)) {
            throw Explanation.invalid(name, "two entries have this name");
        }
        entries.add(Explanation.of(topic, name, fields, examples));
        examples.clear();
    }
}
