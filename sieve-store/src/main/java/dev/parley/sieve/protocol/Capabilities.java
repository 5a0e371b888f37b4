package dev.parley.sieve.protocol;

import dev.parley.sieve.protocol.Tokenizer.Token;
import dev.parley.wire.MalformedReplyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The capabilities that a server announces (RFC 5804 s1.7). Every capability is kept, known or not, in the server's order.
 *
 * @param values by name in capitals; empty for a capability without a value
 */
public record Capabilities(Map<String, String> values) {
    /** Nothing is known: before the greeting, during STARTTLS, and after the end. */
    public static final Capabilities NONE = new Capabilities(Map.of());

    private static final Set<String> ALWAYS_SENT = Set.of("IMPLEMENTATION", "SIEVE");

    public Capabilities {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Reads the lines of a capability listing; of a name that appears twice the first counts. */
    public static Capabilities parse(List<Line> lines) throws MalformedReplyException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Line line : lines) {
            Tokenizer tokenizer = new Tokenizer(line);
            Token name = tokenizer.next();
            if (name == null) {
                throw line.malformed("is empty");
            }
            values.putIfAbsent(name.text().toUpperCase(Locale.ROOT), tokenizer.rest());
        }
        return new Capabilities(values);
    }

    /** Whether a line can only come from a capability listing: two strings, the first one that every listing has. */
    public static boolean isIn(Line line) throws MalformedReplyException {
        Tokenizer tokenizer = new Tokenizer(line);
        Token name = tokenizer.next();
        if (name == null || !ALWAYS_SENT.contains(name.text().toUpperCase(Locale.ROOT))) {
            return false;
        }
        Token value = tokenizer.next();
        return value != null && value.octets() != null;
    }

    /** The capabilities, one in each line, as a trace shows them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(values.size());
        for (Map.Entry<String, String> entry : values.entrySet()) {
            lines.add((entry.getKey() + " " + entry.getValue()).strip());
        }
        return lines;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the server supports RENAMESCRIPT, CHECKSCRIPT and NOOP: one without VERSION predates them. */
    public boolean hasVersion() {
        return has("VERSION");
    }

    /** The SASL mechanisms; may be empty before TLS. */
    public List<String> sasl() {
        List<String> names = new ArrayList<>();
        StringTokenizer words = new StringTokenizer(values.getOrDefault("SASL", ""), " ");
        while (words.hasMoreTokens()) {
            names.add(words.nextToken());
        }
        return names;
    }
}
