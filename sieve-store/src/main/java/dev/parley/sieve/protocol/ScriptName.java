package dev.parley.sieve.protocol;

/**
 * The name of a script (RFC 5804 s1.6): at least one character; no control characters, no line or paragraph separator,
 * no half of a surrogate pair. The server may reject any other name.
 */
public record ScriptName(String text) {

    /** @throws IllegalArgumentException naming the character that no script name may have */
    public ScriptName {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a script name must not be empty");
        }
        int character;
        for (int i = 0; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (isProhibited(character)) {
                throw new IllegalArgumentException(
                        String.format("a script name must not contain U+%04X (RFC 5804 s1.6)", character));
            }
        }
    }

    private static boolean isProhibited(int character) {
        return Character.isISOControl(character)
                || character == 0x2028
                || character == 0x2029
                || Character.getType(character) == Character.SURROGATE;
    }

    @Override
    public String toString() {
        return text;
    }
}
