package dev.parley.replay.sieve;

/** What may follow a command's name (RFC 5804 s4): a string, quoted or literal, or a number. */
sealed interface Argument {

    /**
     * @param length the octets the client sent; more than {@code octets} holds when they were too many to keep
     * @param quoted whether it was no literal
     */
    record Text(byte[] octets, long length, boolean quoted) implements Argument {
        boolean isTooLarge() {
            return length > octets.length;
        }
    }

    record Numeral(long value) implements Argument {}
}
