package dev.parley.trace.redaction;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Replaces the names of users where they are whole words, in any case. */
public final class HiddenNames {
    /** The replacement of a name. */
    public static final String MARK = "[user hidden]";

    private static final String PART = "[\\p{L}\\p{N}]";

    private final Set<String> names = new LinkedHashSet<>();
    private Pattern pattern = Pattern.compile("(?!)");

    /** Adds a name. */
    public void add(String name) {
        if (name.chars().anyMatch(Character::isLetterOrDigit) && names.add(name)) {
            String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
            pattern = Pattern.compile(
                    "(?<!" + PART + ")(?:" + any + ")(?!" + PART + ")",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }
    }

    /** The text with a mark instead of each name. */
    public String hiddenIn(String text) {
        return names.isEmpty() ? text : pattern.matcher(text).replaceAll(MARK);
    }
}
