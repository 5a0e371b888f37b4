package dev.parley.trace.redaction;

import dev.parley.wire.Text;

/**
 * The last message of a SCRAM server, {@code v=} and its signature in base64 (RFC 5802 s7). With the salt, the iterations
 * and the nonces, which a trace contains, it would allow an offline attack on the password.
 */
public final class ServerProof {
    /** The base64 of {@code v=}; the next character depends on the signature, too: it is 0 or 1. */
    private static final String BEGINNING = "dj";

    /** The base64 of {@code v=} and of the 20 octets of SHA-1, themselves in base64, without padding. */
    private static final int SHORTEST = 40;

    private ServerProof() {}

    /** The line with a mark instead of the signature. */
    public static String redactedIn(String line) {
        StringBuilder redacted = null;
        int copied = 0;
        for (int start = line.indexOf(BEGINNING); start >= 0; start = line.indexOf(BEGINNING, start + 1)) {
            int end = end(line, start);
            if (end > start) {
                redacted = redacted == null ? new StringBuilder(line.length()) : redacted;
                redacted.append(line, copied, start).append(SecretScrubber.mark(end - start));
                copied = end;
            }
        }
        return redacted == null
                ? line
                : redacted.append(line, copied, line.length()).toString();
    }

    /** The end of the signature that begins at an index; the index where there is none. */
    private static int end(String line, int start) {
        if (start > 0 && isBase64(line.charAt(start - 1))) {
            return start;
        }
        int end = start;
        while (end < line.length() && isBase64(line.charAt(end))) {
            end++;
        }
        if (end - start < SHORTEST || line.charAt(start + 2) != '0' && line.charAt(start + 2) != '1') {
            return start;
        }
        int padding = 0;
        while (padding < 2 && end + padding < line.length() && line.charAt(end + padding) == '=') {
            padding++;
        }
        return end + padding;
    }

    private static boolean isBase64(char c) {
        return Text.isAlphanumeric(c) || c == '+' || c == '/';
    }
}
