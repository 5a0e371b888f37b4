package dev.parley.wire;

/**
 * How much of a peer's talk is kept before it counts as an attack.
 *
 * @param line octets of one line, its end excluded. RFC 5321 s4.5.3.1.5 allows 512; real servers say more
 * @param reply octets of all the lines of one reply
 */
public record Limits(int line, int reply) {
    public static final Limits DEFAULT = new Limits(16 * 1024, 256 * 1024);
}
