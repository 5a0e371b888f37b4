package dev.parley.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is done to mail addresses in every text of a trace, whoever said it. */
public enum AddressMask {
    /** They are shown. */
    SHOW,
    /** Only their domain is: {@code ***@example.org}. */
    DOMAIN,
    /** The local part is 8 hex digits, the same for the same one: {@code 1f0c3a9e@example.org}. */
    HASH;

    /** A text in which every address is masked. */
    public String in(String text) {
        if (this == SHOW || text.indexOf('@') < 0 && !text.contains("40")) {
            return text;
        }
        AddressScanner addresses = new AddressScanner(text);
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        while (addresses.next()) {
            masked.append(text, copied, addresses.localPart());
            masked.append(this == DOMAIN ? "***" : hash(text.substring(addresses.localPart(), addresses.sign())));
            copied = addresses.sign();
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private static String hash(String localPart) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(localPart.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
