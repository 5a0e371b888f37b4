package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
        return "[redacted " + octets.length + " octets]";
    }
}
