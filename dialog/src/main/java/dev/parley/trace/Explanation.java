package dev.parley.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An entry of {@code explain.properties}: what it explains, and what it says about it. The file describes its format.
 *
 * @param key as it stands in the file
 * @param dialog what must be true of the dialog
 * @param text to be found anywhere in the text
 * @param rank of two entries for the same, the one that names more has the higher
 */
record Explanation(
        String key,
        Set<String> dialog,
        Pattern code,
        Pattern status,
        Pattern phase,
        Optional<Pattern> text,
        int rank,
        String meaning,
        Optional<String> fix,
        Optional<String> source) {
    private static final int FIELDS = 4;
    private static final String ANY = "*";
    private static final Map<String, String> LINKS = Map.of("clear", "the link is in clear", "tls", "the link is TLS");

    static Explanation of(String key, String value) {
        int slash = key.indexOf('/');
        Set<String> dialog = Set.of(key.substring(0, slash).split("\\+"));
        String[] fields = key.substring(slash + 1).split(",", FIELDS);
        String status = at(fields, 1).orElse(ANY);
        String phase = at(fields, 2).orElse(ANY);
        Optional<String> text = at(fields, 3);
        int rank = status(status)
                + (text.isPresent() ? 80 : 0)
                + 8 * weight(phase)
                + 3 * (dialog.size() - 1)
                + weight(fields[0]);
        String[] said = value.split("\\|", 3);
        return new Explanation(
                key,
                dialog,
                field(fields[0]),
                Pattern.compile("(?:" + field(status) + ")(?:/.*)?"), // RFC 5804 s1.3: QUOTA/MAXSIZE is QUOTA, too.
                field(phase),
                text.map(words -> Pattern.compile(words, Pattern.CASE_INSENSITIVE)),
                rank,
                said[0].strip(),
                at(said, 1),
                at(said, 2));
    }

    /** @param facts what is true of the dialog */
    boolean explains(Set<String> facts, String code, String status, String phase, String text) {
        return facts.containsAll(dialog)
                && this.code.matcher(code).matches()
                && this.status.matcher(status).matches()
                && this.phase.matcher(phase).matches()
                && this.text.map(words -> words.matcher(text).find()).orElse(true);
    }

    /** The same where phase and text may be unknown, and nobody knows how the link is: what is unknown may fit. */
    boolean mayExplain(Set<String> facts, String code, String status, Optional<String> phase, Optional<String> text) {
        return dialog.stream().allMatch(fact -> LINKS.containsKey(fact) || facts.contains(fact))
                && this.code.matcher(code).matches()
                && this.status.matcher(status).matches()
                && phase.map(word -> this.phase.matcher(word).matches()).orElse(true)
                && text.map(said -> this.text
                                .map(words -> words.matcher(said).find())
                                .orElse(true))
                        .orElse(true);
    }

    /** What {@link #mayExplain} has left open, in words. */
    List<String> condition(boolean phaseKnown, boolean textKnown) {
        List<String> condition = new ArrayList<>();
        dialog.stream().filter(LINKS::containsKey).map(LINKS::get).forEach(condition::add);
        String[] fields = key.substring(key.indexOf('/') + 1).split(",", FIELDS);
        at(fields, 2)
                .filter(words -> !phaseKnown && !words.equals(ANY))
                .map(words -> "it answers " + words.replace("|", " or "))
                .ifPresent(condition::add);
        text.filter(words -> !textKnown)
                .map(words -> "its words fit " + words.pattern())
                .ifPresent(condition::add);
        return condition;
    }

    private static int status(String field) {
        boolean whole = !field.contains(ANY);
        return whole ? 160 + field.split("/").length : 32 * weight(field);
    }

    private static int weight(String field) {
        return field.equals(ANY) ? 0 : field.contains(ANY) ? 1 : 2;
    }

    private static Pattern field(String words) {
        return Pattern.compile(Arrays.stream(words.split("\\|"))
                .map(word ->
                        Arrays.stream(word.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .collect(Collectors.joining("|")));
    }

    private static Optional<String> at(String[] parts, int place) {
        return parts.length > place && !parts[place].isBlank() ? Optional.of(parts[place].strip()) : Optional.empty();
    }
}
