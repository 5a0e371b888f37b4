package dev.parley.sasl;

import dev.parley.trace.Shown;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Base64;

/** Octets that go to the server and are never shown: as text this is only their number. */
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

    /** The same secret as base64, as SASL profiles over lines carry it (RFC 4648 s4). */
    public Secret base64() {
        return new Secret(Base64.encodeBase64(octets));
    }

    /**
     * What stands in the base64 of anything that has the secret in it, by where it begins there: of each beginning the
     * characters that nothing else decides. Of an empty secret there are none.
     */
    List<byte[]> withinBase64() {
        return octets.length == 0
                ? List.of()
                : Stream.of(0, 1, 2).map(this::base64Behind).toList();
    }

    private byte[] base64Behind(int others) {
        byte[] all = new byte[others + octets.length];
        System.arraycopy(octets, 0, all, others, octets.length);
        int first = (others * 8 + 5) / 6;
        return Arrays.copyOfRange(Base64.encodeBase64(all), first, all.length * 8 / 6);
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
        return Shown.redacted(octets.length);
    }
}
