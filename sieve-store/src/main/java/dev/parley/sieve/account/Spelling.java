package dev.parley.sieve.account;

import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.wire.Text;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.regex.Pattern;

/**
 * The spelling of script names on a server. Cyrus accepts a name that is not ASCII, or has 76 octets or more, and then
 * lists it and finds it only as encoded words (RFC 2047). On any other server such words are the name itself.
 */
final class Spelling {
    private static final String WORD = "=\\?utf-8\\?[qb]\\?[^ ?]*\\?=";

    /** Possessive: a greedy group needs stack for each word. */
    private static final Pattern ENCODED = Pattern.compile("(?i)" + WORD + "(?:\\s+" + WORD + ")*+");

    private static final int LONGEST_PLAIN = 75;

    private final boolean encodesNames;

    private Spelling(boolean encodesNames) {
        this.encodesNames = encodesNames;
    }

    /**
     * The only evidence that a server gives before it encodes a name is IMPLEMENTATION (RFC 5804 s1.7), which Cyrus
     * reduces to {@code ManageSieve} where its {@code serverinfo} is off.
     */
    static Spelling of(Capabilities server) {
        String implementation = server.values().getOrDefault("IMPLEMENTATION", "");
        return new Spelling(implementation.startsWith("Cyrus timsieved") || implementation.equals("ManageSieve"));
    }

    /** The decoded name; the listed name where the server does not encode it. */
    String read(String listed) {
        if (!encodesNames || !ENCODED.matcher(listed).matches()) {
            return listed;
        }
        try {
            String name = new ScriptName(MimeUtility.decodeText(listed)).text();
            return mayDiffer(name) ? name : listed;
        } catch (UnsupportedEncodingException | IllegalArgumentException e) {
            return listed;
        }
    }

    /** Whether the server may list this name encoded. */
    boolean mayDiffer(String name) {
        return encodesNames && (name.length() > LONGEST_PLAIN || !Text.isAscii(name));
    }
}
