package dev.parley.sieve.protocol;

import dev.parley.sieve.protocol.Token.StringToken;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server says it can do (RFC 5804 s1.7). Every capability is kept, known or not, in the server's order.
 *
 * @param values by name in capitals; empty for a capability without a value
 */
public record Capabilities(Map<String, String> values) {
    /** Nothing is known: before the greeting, across STARTTLS, and after the end. */
    public static final Capabilities NONE = new Capabilities(Map.of());

    private static final Set<String> ALWAYS_SENT = Set.of("IMPLEMENTATION", "SIEVE");

    public Capabilities {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Reads the lines of a capability listing; of a name that appears twice the first counts. */
    public static Capabilities parse(List<Line> lines) throws GarbledReplyException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Line line : lines) {
            Tokenizer tokenizer = new Tokenizer(line);
            Token name = tokenizer.next().orElseThrow(() -> new GarbledReplyException("is empty", line));
            values.putIfAbsent(name.text().toUpperCase(Locale.ROOT), tokenizer.rest());
        }
        return new Capabilities(values);
    }

    /** Whether a line can only come from a capability listing: two strings, the first one that every listing has. */
    public static boolean isIn(Line line) throws GarbledReplyException {
        Tokenizer tokenizer = new Tokenizer(line);
        return tokenizer
                        .next()
                        .map(name -> ALWAYS_SENT.contains(name.text().toUpperCase(Locale.ROOT)))
                        .orElse(false)
                && tokenizer.next().map(StringToken.class::isInstance).orElse(false);
    }

    /** A line each, as a trace shows them. */
    public List<String> lines() {
        return values.entrySet().stream()
                .map(entry -> (entry.getKey() + " " + entry.getValue()).strip())
                .toList();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the server knows RENAMESCRIPT, CHECKSCRIPT and NOOP: one without VERSION predates them. */
    public boolean hasVersion() {
        return has("VERSION");
    }

    /** The SASL mechanisms; may be empty before TLS. */
    public List<String> sasl() {
        return Optional.ofNullable(values.get("SASL")).stream()
                .flatMap(names -> Arrays.stream(names.split(" +")))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
