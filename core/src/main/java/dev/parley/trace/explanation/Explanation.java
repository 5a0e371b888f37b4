package dev.parley.trace.explanation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code explanations.txt}, which documents the fields.
 *
 * @param name unique in the file
 * @param when the other conditions of the connection: clear, tls, token
 * @param examples as they stand in the file
 */
public record Explanation(
        String name,
        String protocol,
        Set<String> when,
        Words code,
        Words status,
        Words phase,
        Words text,
        String meaning,
        Optional<String> fix,
        Optional<String> source,
        List<String> examples) {
    private static final Set<String> FAMILIES = Set.of("any", "smtp", "sieve");
    private static final Set<String> PROTOCOLS = Set.of("any", "smtp", "smtps", "lmtp", "sieve", "sieves");
    private static final Map<String, String> CONDITIONS = Map.of(
            "clear",
            "the connection is without TLS",
            "tls",
            "the connection is TLS",
            "token",
            "the login uses a token");

    /**
     * An entry with these fields. Each field is removed from the map.
     *
     * @throws IllegalArgumentException naming the entry, for a field that is missing or unknown
     */
    static Explanation of(String name, Map<String, String> fields, List<String> examples) {
        Explanation entry = new Explanation(
                name,
                required(name, "protocol", fields),
                Set.of(fields.containsKey("when") ? fields.remove("when").split(" ") : new String[0]),
                Words.whole(or(fields.remove("code"), "*")),
                Words.whole(or(fields.remove("status"), "*")),
                Words.whole(or(fields.remove("phase"), "*")),
                Words.within(or(fields.remove("text"), "*")),
                required(name, "meaning", fields),
                Optional.ofNullable(fields.remove("fix")),
                Optional.ofNullable(fields.remove("source")),
                List.copyOf(examples));
        if (!fields.isEmpty()) {
            throw invalid(name, "unknown field " + fields.keySet());
        } else if (!PROTOCOLS.contains(entry.protocol)) {
            throw invalid(name, "unknown protocol " + entry.protocol);
        } else if (!CONDITIONS.keySet().containsAll(entry.when)) {
            throw invalid(name, "unknown condition in when: " + entry.when);
        }
        return entry;
    }

    static IllegalArgumentException invalid(String name, String why) {
        return new IllegalArgumentException("explanations.txt, [" + name + "]: " + why);
    }

    private static String required(String name, String field, Map<String, String> fields) {
        String value = fields.remove(field);
        if (value == null) {
            throw invalid(name, "the field " + field + " is missing");
        }
        return value;
    }

    private static String or(String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    public boolean explains(Subject subject) {
        return subject.facts().contains(protocol)
                && subject.facts().containsAll(when)
                && code.match(subject.code())
                && subject.status().stream().anyMatch(status::match)
                && subject.phase().map(phase::match).orElse(true)
                && subject.text().map(text::match).orElse(true);
    }

    /** What else must be true, in words, where the subject does not contain it. */
    public List<String> condition(Subject subject) {
        List<String> condition = new ArrayList<>();
        when.forEach(fact -> condition.add(CONDITIONS.get(fact)));
        if (subject.phase().isEmpty() && !phase.isAny()) {
            condition.add("it replies to " + phase.inWords());
        }
        if (subject.text().isEmpty() && !text.isAny()) {
            condition.add("its text contains " + text.inWords());
        }
        return condition;
    }

    /** How specific it is: each of these counts more than all that follow together. */
    int rank() {
        int[] weights = {
            status.isOpen() ? 0 : status.parts(),
            text.isAny() ? 0 : 1,
            status.weight(),
            phase.weight(),
            when.size() + (FAMILIES.contains(protocol) ? 0 : 1),
            code.weight()
        };
        int rank = 0;
        for (int weight : weights) {
            rank = 4 * rank + weight;
        }
        return rank;
    }
}
