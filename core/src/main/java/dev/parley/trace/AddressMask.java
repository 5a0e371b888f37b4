package dev.parley.trace;

import dev.parley.trace.redaction.AddressScanner;
import dev.parley.trace.redaction.HiddenNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How mail addresses are masked in all texts of a trace. */
public enum AddressMask {
    /** Not at all. */
    SHOW,
    /** Only the domain is shown: {@code ***@example.org}. */
    DOMAIN,
    /** The local part is replaced by 8 hex digits of its hash: {@code 1f0c3a9e@example.org}. */
    HASH;

    /** The text with masked addresses. */
    public String maskedIn(String text) {
        return maskedIn(text, null);
    }

    /** @param names those of users who are hidden afterwards, also where one is the local part; null: none */
    String maskedIn(String text, @Nullable HiddenNames names) {
        if (this == SHOW || text.indexOf('@') < 0 && !text.contains("40")) {
            return text;
        }
        AddressScanner addresses = new AddressScanner(text);
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        while (addresses.next()) {
            if (names != null && names.includeLocalPart(text, addresses)) {
                continue;
            }
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
