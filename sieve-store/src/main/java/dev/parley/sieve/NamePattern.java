package dev.parley.sieve;

/** The patterns of {@link jakarta.mail.Folder#list(String)}. */
final class NamePattern {
    private NamePattern() {}

    /**
     * Whether a name matches; {@code *} and {@code %} both stand for any characters. Each piece of the pattern is taken
     * at its first place after the previous one, so that no name needs a second attempt.
     */
    static boolean matches(String pattern, String name) {
        String[] pieces = pattern.split("[*%]", -1);
        String last = pieces[pieces.length - 1];
        if (pieces.length == 1) {
            return name.equals(pattern);
        }
        int at = pieces[0].length();
        int end = name.length() - last.length();
        if (at > end || !name.startsWith(pieces[0]) || !name.endsWith(last)) {
            return false;
        }
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }
}
