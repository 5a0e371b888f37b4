package dev.parley.sasl;

import dev.parley.trace.redaction.SecretScrubber;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Bytes that are sent to the server and never shown: {@link #toString} has only their number. */
public final class Secret {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] octets() {
        return octets.clone();
    }

    /** The secret in base64 (RFC 4648 s4), as SASL profiles of line-based protocols send it. */
    public Secret base64() {
        return new Secret(Base64.getEncoder().encode(octets));
    }

    /**
     * The characters of base64 that depend on the secret alone, for each offset (0, 1, 2) that the secret may have in the
     * encoded data. None for an empty secret.
     */
    public List<byte[]> withinBase64() {
        return octets.length == 0 ? List.of() : List.of(base64After(0), base64After(1), base64After(2));
    }

    private byte[] base64After(int others) {
        byte[] all = new byte[others + octets.length];
        System.arraycopy(octets, 0, all, others, octets.length);
        int first = (others * 8 + 5) / 6;
        return Arrays.copyOfRange(Base64.getEncoder().encode(all), first, all.length * 8 / 6);
    }

    public int length() {
        return octets.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(octets, secret.octets);
    }

    @Override
    public int hashCode() {
        return octets.length;
    }

    @Override
    public String toString() {
        return SecretScrubber.mark(octets.length);
    }
}
