package dev.parley.sieve.protocol;

import java.util.regex.Pattern;

/**
 * A line of LISTSCRIPTS (RFC 5804 s2.7).
 *
 * @param name as the server spells it, which need not be a valid {@link ScriptName}
 * @param active whether this is the one script that filters mail
 */
public record ListedScript(String name, boolean active) {
    private static final String ACTIVE = "ACTIVE";
    private static final Pattern MARKED = Pattern.compile("(?i)(?:.* )?" + ACTIVE);

    /** Reads a name and its mark; quotes inside the name that the server did not escape belong to the name. */
    public static ListedScript parse(Line line) {
        String last = line.texts().get(line.texts().size() - 1);
        return new ListedScript(
                new Tokenizer(line).rest(ACTIVE), MARKED.matcher(last.strip()).matches());
    }
}
