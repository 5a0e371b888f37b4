package dev.parley.trace.explanation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code explanations.txt}, which documents the fields.
 *
 * @param name unique in the file
 * @param when the other conditions of the connection: clear, tls, token, srv
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
        Evidence evidence) {
    private static final Set<String> FAMILIES = Set.of("any", "smtp", "sieve");
    private static final Set<String> PROTOCOLS = Set.of("any", "smtp", "smtps", "lmtp", "sieve", "sieves");
    private static final Map<String, String> CONDITIONS = Map.of(
            "clear",
            "the connection is without TLS",
            "tls",
            "the connection is TLS",
            "token",
            "the login uses a token",
            "ticket",
            "the login uses a Kerberos ticket",
            "certificate",
            "the login uses the client's certificate",
            "srv",
            "the DNS was asked for the server");

    /** The source of a failure whose text is from Parley or Java. */
    private static final String OWN = "Parley";

    /**
     * Where the entry comes from. Only the page of the explanations and the tests read it, except the source.
     *
     * @param topic the section of the file
     * @param providers whose reply it is; empty where it is common
     * @param source as it stands in the file
     * @param examples as they stand in the file
     */
    public record Evidence(String topic, List<String> providers, String source, List<String> examples) {}

    /**
     * An entry with these fields. Each field is removed from the map.
     *
     * @throws IllegalArgumentException naming the entry, for a field that is missing or unknown
     */
    static Explanation of(String topic, String name, Map<String, String> fields, List<String> examples) {
        if (examples.isEmpty()) {
            throw invalid(name, "an example is missing");
        }
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
                new Evidence(
                        topic,
                        providers(fields.remove("provider")),
                        required(name, "source", fields),
                        List.copyOf(examples)));
        if (!fields.isEmpty()) {
            throw invalid(name, "unknown field " + fields.keySet());
        } else if (!PROTOCOLS.contains(entry.protocol)) {
            throw invalid(name, "unknown protocol " + entry.protocol);
        } else if (!CONDITIONS.keySet().containsAll(entry.when)) {
            throw invalid(name, "unknown condition in when: " + entry.when);
        }
        return entry;
    }

    private static List<String> providers(String value) {
        return value == null
                ? List.of()
                : Arrays.stream(value.split("\\|")).map(String::strip).toList();
    }

    /** The source, where a reader of an explanation may look it up. */
    public Optional<String> source() {
        return evidence.source().equals(OWN) ? Optional.empty() : Optional.of(evidence.source());
    }

    /** The anchor of the entry in {@code docs/troubleshooting.md}. */
    public String anchor() {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
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

    public boolean dependsOnText() {
        return !text.isAny();
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
            text.words(),
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
