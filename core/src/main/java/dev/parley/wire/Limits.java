package dev.parley.wire;

/**
 * How much a server may send before it is treated as an attack.
 *
 * @param line octets of one line, without its end. RFC 5321 s4.5.3.1.5 allows 512; real servers send more
 * @param reply octets of all lines of one reply
 */
public record Limits(int line, int reply) {
    public static final Limits DEFAULT = new Limits(16 * 1024, 256 * 1024);
}
