package dev.parley.sieve.account;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.protocol.ListedScript;
import dev.parley.sieve.protocol.ScriptName;
import dev.parley.wire.Text;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of an account's scripts, as the application and as the server spell them. Cyrus accepts a name that is not
 * ASCII, or has 76 octets or more, and then lists it and finds it only as encoded words (RFC 2047). On any other server
 * such words are the name itself.
 */
final class ScriptNames {
    private static final String WORD = "=\\?utf-8\\?[qb]\\?[^ ?]*\\?=";

    /** Possessive: a greedy group needs stack for each word. */
    private static final Pattern ENCODED = Pattern.compile("(?i)" + WORD + "(?:\\s+" + WORD + ")*+");

    private static final int LONGEST_PLAIN = 75;

    private final boolean encodesNames;

    /** The encoded names of the last list, by the decoded ones. */
    private Map<String, String> spellings = Map.of();

    /**
     * The only evidence that a server gives before it encodes a name is IMPLEMENTATION (RFC 5804 s1.7), which Cyrus
     * reduces to {@code ManageSieve} where its {@code serverinfo} is off.
     */
    ScriptNames(SieveCapabilities server) {
        String implementation = server.implementation();
        encodesNames = implementation.startsWith("Cyrus timsieved") || implementation.equals("ManageSieve");
    }

    /** The scripts of a list under their decoded names. Where the decoded name is listed, too, the encoded one is kept. */
    List<ScriptInfo> read(List<ListedScript> listed) {
        Set<String> names = new HashSet<>();
        for (ListedScript script : listed) {
            names.add(script.name());
        }
        Map<String, String> encoded = new HashMap<>();
        List<ScriptInfo> scripts = new ArrayList<>();
        for (ListedScript script : listed) {
            String name = decoded(script.name());
            if (!names.contains(name)) {
                encoded.putIfAbsent(name, script.name());
            }
            boolean isDecoded = script.name().equals(encoded.get(name));
            scripts.add(new ScriptInfo(isDecoded ? name : script.name(), script.active()));
        }
        spellings = encoded;
        return List.copyOf(scripts);
    }

    /** The name as the server listed it last. */
    ScriptName spelled(ScriptName name) {
        String listed = spellings.get(name.text());
        return listed == null ? name : new ScriptName(listed);
    }

    /** Whether the server may list this name encoded. */
    boolean mayDiffer(ScriptName name) {
        return encodesNames && (name.text().length() > LONGEST_PLAIN || !Text.isAscii(name.text()));
    }

    /** The decoded name; the listed name where the server does not encode it. */
    String decoded(String listed) {
        if (!encodesNames || !ENCODED.matcher(listed).matches()) {
            return listed;
        }
        try {
            ScriptName name = new ScriptName(MimeUtility.decodeText(listed));
            return mayDiffer(name) ? name.text() : listed;
        } catch (UnsupportedEncodingException | IllegalArgumentException e) {
            return listed;
        }
    }
}
