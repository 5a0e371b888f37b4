package dev.parley.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done to mail addresses in every text of a trace, whoever said it. */
public enum AddressMask {
    /** They are shown. */
    SHOW(localPart -> localPart),
    /** Only their domain is: {@code ***@example.org}. */
    DOMAIN(localPart -> "***@"),
    /** The local part is 8 hex digits, the same for the same one: {@code 1f0c3a9e@example.org}. */
    HASH(localPart -> hash(localPart) + "@");

    /** A dot-string or a quoted string before the sign, RFC 5321 s4.1.2, and UTF-8 (RFC 6531 s3.3). */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:\"(?:[^\"\\\\]|\\\\.){0,256}\"|[^\\s<>()\\[\\]:;@\\\\,\"=]{1,256})@(?=[\\[\\p{L}\\p{N}])");

    /** Of a local part and the sign behind it. */
    private final UnaryOperator<String> local;

    AddressMask(UnaryOperator<String> local) {
        this.local = local;
    }

    /** A text in which every address is masked. */
    public String in(String text) {
        if (this == SHOW || text.indexOf('@') < 0) {
            return text;
        }
        return ADDRESS.matcher(text).replaceAll(found -> Matcher.quoteReplacement(local.apply(found.group())));
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
