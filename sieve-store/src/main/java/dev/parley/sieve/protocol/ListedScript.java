package dev.parley.sieve.protocol;

/**
 * A line of LISTSCRIPTS (RFC 5804 s2.7).
 *
 * @param name as the server spells it, which need not be a valid {@link ScriptName}
 * @param active whether this is the one script that filters mail
 */
public record ListedScript(String name, boolean active) {
    private static final String ACTIVE = "ACTIVE";

    /** Reads a name and its mark; quotes inside the name that the server did not escape belong to the name. */
    public static ListedScript parse(Line line) {
        String end = line.last().strip();
        int mark = end.length() - ACTIVE.length();
        boolean active = mark >= 0
                && end.regionMatches(true, mark, ACTIVE, 0, ACTIVE.length())
                && (mark == 0 || end.charAt(mark - 1) == ' ');
        return new ListedScript(new Tokenizer(line).rest(ACTIVE), active);
    }
}
