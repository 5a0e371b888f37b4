package dev.parley.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An entry of {@code explain.properties}: what it explains, and what it says about it. The file describes its format.
 *
 * @param key as it stands in the file
 * @param dialog what must be true of the dialog
 * @param rank of two entries for the same, the one that names more has the higher
 */
record Explanation(
        String key,
        Set<String> dialog,
        Words code,
        Words status,
        Words phase,
        Words text,
        int rank,
        String meaning,
        Optional<String> fix,
        Optional<String> source) {
    private static final int FIELDS = 4;
    private static final String ANY = "*";
    private static final Set<String> FAMILIES = Set.of("any", "smtp", "sieve");
    private static final Map<String, String> CONDITIONS =
            Map.of("clear", "the link is in clear", "tls", "the link is TLS", "token", "the login is with a token");

    static Explanation of(String key, String value) {
        int slash = key.indexOf('/');
        Set<String> dialog = Set.of(key.substring(0, slash).split("\\+"));
        List<String> fields = fields(key);
        String[] said = value.split("\\|", 3);
        return new Explanation(
                key,
                dialog,
                Words.whole(fields.get(0)),
                Words.whole(fields.get(1)),
                Words.whole(fields.get(2)),
                Words.within(fields.get(3)),
                rank(dialog, fields),
                said[0].strip(),
                at(said, 1),
                at(said, 2));
    }

    boolean explains(Subject subject) {
        return subject.facts().containsAll(dialog)
                && code.fit(subject.code())
                && subject.status().stream().anyMatch(status::fit)
                && subject.phase().map(phase::fit).orElse(true)
                && subject.text().map(text::fit).orElse(true);
    }

    /** What must be true besides code and status, in words, where a subject leaves it open. */
    List<String> condition(Subject subject) {
        List<String> condition = new ArrayList<>();
        dialog.stream().filter(CONDITIONS::containsKey).map(CONDITIONS::get).forEach(condition::add);
        List<String> fields = fields(key);
        if (subject.phase().isEmpty() && !fields.get(2).equals(ANY)) {
            condition.add("it answers " + anyOf(fields.get(2)));
        }
        if (subject.text().isEmpty() && !fields.get(3).equals(ANY)) {
            condition.add(
                    "its words fit " + anyOf(fields.get(3).replace('.', ' ').replace("*", " ... ")));
        }
        return condition;
    }

    private static String anyOf(String alternatives) {
        return Arrays.stream(alternatives.split("\\|")).map(String::strip).collect(Collectors.joining(" or "));
    }

    /** Code, status, phase and text; what is left out is anything. */
    private static List<String> fields(String key) {
        String[] given = key.substring(key.indexOf('/') + 1).split(",", FIELDS);
        List<String> fields = new ArrayList<>(List.of(given));
        while (fields.size() < FIELDS) {
            fields.add(ANY);
        }
        return fields;
    }

    /** What stands first counts more than all behind it together. */
    private static int rank(Set<String> dialog, List<String> fields) {
        String status = fields.get(1);
        int[] weights = {
            status.contains(ANY) ? 0 : status.split("/").length,
            fields.get(3).equals(ANY) ? 0 : 1,
            weight(status),
            weight(fields.get(2)),
            (int) dialog.stream().filter(fact -> !FAMILIES.contains(fact)).count(),
            weight(fields.get(0))
        };
        return Arrays.stream(weights).reduce(0, (rank, weight) -> 4 * rank + weight);
    }

    private static int weight(String field) {
        if (field.contains(ANY)) {
            return field.equals(ANY) ? 0 : 1;
        }
        return field.contains("|") ? 2 : 3;
    }

    private static Optional<String> at(String[] parts, int place) {
        return parts.length > place && !parts[place].isBlank() ? Optional.of(parts[place].strip()) : Optional.empty();
    }
}
