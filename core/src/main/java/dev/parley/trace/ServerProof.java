package dev.parley.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last word of a SCRAM server, {@code v=} and its signature in base64 (RFC 5802 s7): together with the salt, the
 * iterations and the nonces, which are in a trace, it would let anybody try passwords at leisure.
 */
final class ServerProof {
    /** Compiled when it is needed first. */
    private static final class Signature {
        /** The base64 of {@code v=} and of at least the 20 octets of SHA-1, themselves in base64. */
        static final Pattern PATTERN = Pattern.compile("(?<![A-Za-z0-9+/])dj[01][A-Za-z0-9+/]{37,}={0,2}");
    }

    private ServerProof() {}

    static String hiddenIn(String line) {
        if (!line.contains("dj")) {
            return line;
        }
        return Signature.PATTERN
                .matcher(line)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Shown.redacted(found.group().length())));
    }
}
