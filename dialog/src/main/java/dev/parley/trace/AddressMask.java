package dev.parley.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done to mail addresses in every text of a trace, whoever said it. */
public enum AddressMask {
    /** They are shown. */
    SHOW(localPart -> localPart),
    /** Only their domain is: {@code ***@example.org}. */
    DOMAIN(localPart -> "***"),
    /** The local part is 8 hex digits, the same for the same one: {@code 1f0c3a9e@example.org}. */
    HASH(AddressMask::hash);

    /** Of a local part without quotes: more than RFC 5321 s4.1.2 allows, since not everybody quotes. */
    private static final String LETTER = "[^\\s<>()\\[\\]:;@\"]";

    private static final String WORD = "(?!,)" + LETTER;
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.){0,256}\\\\?\"";
    private static final String IN_BRACKETS = "(?<=<)[^\\s<>@\"]+(?=@)";

    /** As it is, in xtext (RFC 3461 s4), in a URL (RFC 3986 s2.1). */
    private static final String SIGN = "@|\\+40|%40";

    /** What a value stands behind: else an equals sign is a part of the local part, as in {@code bounces+joe=x.test}. */
    private static final String NAME =
            "(?i:AUTH|ENVID|ORCPT)=|(?:" + LETTER + "*,)?EMAILADDRESS=|mail\\.(?:smtps?|lmtp|sieves?)\\.[\\w.-]+=";

    /** What stays before it, local part, sign and domain. It begins where a word does, or behind another address. */
    private static final Pattern ADDRESS = Pattern.compile("(?:(?:(?<!" + LETTER + ")|\\G)(,*(?:" + NAME + ")?)"
            + "(" + WORD + LETTER + "*+(?=@)|" + WORD + LETTER + "*(?=" + SIGN + "))|(" + IN_BRACKETS + "|" + QUOTED
            + "))"
            + "(" + SIGN + ")(\\[[^\\s\\]]*|[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*)");

    private final UnaryOperator<String> local;

    AddressMask(UnaryOperator<String> local) {
        this.local = local;
    }

    /** A text in which every address is masked. */
    public String in(String text) {
        if (this == SHOW || text.indexOf('@') < 0 && !text.contains("40")) {
            return text;
        }
        return ADDRESS.matcher(text).replaceAll(found -> Matcher.quoteReplacement(masked(found)));
    }

    private String masked(MatchResult address) {
        String before = address.group(1) == null ? "" : address.group(1);
        String localPart = address.group(2) == null ? address.group(3) : address.group(2);
        return before + local.apply(localPart) + address.group(4) + address.group(5);
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
