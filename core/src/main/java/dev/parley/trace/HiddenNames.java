package dev.parley.trace;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the names of those who log in, each as a whole word, in whatever case. */
final class HiddenNames {
    /** What a trace shows of a name. */
    static final String MARK = "[user hidden]";

    private static final String PART = "[\\p{L}\\p{N}]";

    private final Set<String> names = new LinkedHashSet<>();
    private Pattern pattern = Pattern.compile("(?!)");

    /** From now on this name is found. */
    void add(String name) {
        if (name.chars().anyMatch(Character::isLetterOrDigit) && names.add(name)) {
            String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
            pattern = Pattern.compile(
                    "(?<!" + PART + ")(?:" + any + ")(?!" + PART + ")",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }
    }

    String hiddenIn(String text) {
        return names.isEmpty() ? text : pattern.matcher(text).replaceAll(MARK);
    }
}
