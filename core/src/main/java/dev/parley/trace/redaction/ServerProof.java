package dev.parley.trace.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last message of a SCRAM server, {@code v=} and its signature in base64 (RFC 5802 s7). With the salt, the iterations
 * and the nonces, which a trace contains, it would allow an offline attack on the password.
 */
public final class ServerProof {
    /** Compiled when it is first needed. */
    private static final class Signature {
        /** The base64 of {@code v=} and of at least the 20 octets of SHA-1, themselves in base64. */
        static final Pattern PATTERN = Pattern.compile("(?<![A-Za-z0-9+/])dj[01][A-Za-z0-9+/]{37,}={0,2}");
    }

    private ServerProof() {}

    /** The line with a mark instead of the signature. */
    public static String hiddenIn(String line) {
        if (!line.contains("dj")) {
            return line;
        }
        return Signature.PATTERN
                .matcher(line)
                .replaceAll(found -> Matcher.quoteReplacement(
                        SecretScrubber.mark(found.group().length())));
    }
}
