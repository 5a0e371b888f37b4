package dev.parley.sieve;

import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.regex.Pattern;

/**
 * How a server spells a name. Cyrus takes a name that is not ASCII, or long, and from then on knows it only as encoded
 * words (RFC 2047).
 */
final class Spelling {
    private static final String WORD = "=\\?utf-8\\?[qb]\\?[^ ?]*\\?=";
    private static final Pattern ENCODED = Pattern.compile("(?i)" + WORD + "(?:\\s+" + WORD + ")*");
    private static final int LONGEST_PLAIN = 75;

    private Spelling() {}

    /** The name as its owner gave it; the server's own spelling where that cannot be told. */
    static String read(String listed) {
        if (!ENCODED.matcher(listed).matches()) {
            return listed;
        }
        try {
            return new ScriptName(MimeUtility.decodeText(listed)).text();
        } catch (UnsupportedEncodingException | IllegalArgumentException e) {
            return listed;
        }
    }

    /** Whether some server spells this name in its own way. */
    static boolean mayDiffer(String name) {
        return name.length() > LONGEST_PLAIN || !name.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
