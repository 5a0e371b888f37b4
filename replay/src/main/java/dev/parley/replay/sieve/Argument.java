package dev.parley.replay.sieve;

/** An argument of a command (RFC 5804 s4): a string, quoted or literal, or a number. */
sealed interface Argument {

    /**
     * @param length the number of octets that the client sent; {@code octets} has fewer if they were too many
     * @param quoted whether the string was quoted, not a literal
     */
    record Text(byte[] octets, long length, boolean quoted) implements Argument {
        boolean isTooLarge() {
            return length > octets.length;
        }
    }

    record Numeral(long value) implements Argument {}
}
