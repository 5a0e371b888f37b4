package dev.parley.sieve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/**
 * The capabilities that the server announced last (RFC 5804 s1.7).
 *
 * @param raw every capability, known or not, by name in capitals, in the server's order; empty for one without a value
 */
public record SieveCapabilities(Map<String, String> raw) {

    public SieveCapabilities {
        raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    }

    /** Name and version of the server. Empty when it does not announce them. */
    public String implementation() {
        return raw.getOrDefault("IMPLEMENTATION", "");
    }

    /** The version of the protocol, {@code 1.0}. Empty for a server that predates RFC 5804: without CHECKSCRIPT. */
    public String version() {
        return raw.getOrDefault("VERSION", "");
    }

    /** The Sieve extensions that a script may require. */
    public List<String> extensions() {
        return words("SIEVE");
    }

    /** The URI schemes of the notification methods (RFC 5435), for example {@code mailto}. */
    public List<String> notifyMethods() {
        return words("NOTIFY");
    }

    /** The number of redirects that one run of a script may do; zero: none. */
    public OptionalInt maxRedirects() {
        String number = raw.getOrDefault("MAXREDIRECTS", "");
        return number.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
    }

    /** The owner of the scripts, after a login. */
    public Optional<String> owner() {
        return Optional.ofNullable(raw.get("OWNER"));
    }

    /** The language of the server's texts (RFC 5646), where it is announced. */
    public Optional<String> language() {
        return Optional.ofNullable(raw.get("LANGUAGE"));
    }

    /** The login mechanisms. Most servers list none after a login. */
    public List<String> sasl() {
        return words("SASL");
    }

    /** @param name in capitals, for example {@code UNAUTHENTICATE} */
    public boolean has(String name) {
        return raw.containsKey(name);
    }

    private List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(raw.getOrDefault(name, ""), " ");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return List.copyOf(words);
    }
}
