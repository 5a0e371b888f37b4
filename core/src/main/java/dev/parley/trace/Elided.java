package dev.parley.trace;

/**
 * Content left out of a trace; as text, how much of it there was.
 *
 * @param what message or script
 * @param octets without what the protocol added
 * @param stuffed dots that were doubled
 */
public record Elided(String what, long octets, long lines, int stuffed) {

    /** Counts octets and lines; a last line without an end counts. */
    public static Elided of(String what, byte[] content) {
        long lines = 0;
        for (byte octet : content) {
            lines += octet == '\n' ? 1 : 0;
        }
        boolean ended = content.length == 0 || content[content.length - 1] == '\n';
        return new Elided(what, content.length, ended ? lines : lines + 1, 0);
    }

    @Override
    public String toString() {
        String doubled = stuffed == 0 ? "" : ", " + count(stuffed, "dot") + " doubled";
        return "[" + what + ": " + count(octets, "octet") + ", " + count(lines, "line") + doubled + "]";
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
