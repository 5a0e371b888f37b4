package dev.parley.trace.explanation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A reply or failure to be explained, normalized by {@link Words#normalized}.
 *
 * @param facts what is, or may be, true of the connection
 * @param code of the reply
 * @param status of the reply, and without its details: QUOTA/MAXSIZE is also QUOTA (RFC 5804 s1.3)
 * @param phase of the command; empty where it is unknown
 * @param text of the reply or failure; empty where it is unknown
 */
public record Subject(
        Set<String> facts, String code, List<String> status, Optional<String> phase, Optional<String> text) {
    /** The longest line of a reply (RFC 5321 s4.5.3.1.5); the rest of a longer one is ignored. */
    static final int LONGEST = 512;

    static Subject of(
            Set<String> facts, String code, Optional<String> status, Optional<String> phase, Optional<String> text) {
        String whole = status.orElse("");
        return new Subject(
                facts,
                Words.normalized(code),
                Stream.of(whole, whole.split("/")[0]).map(Words::normalized).toList(),
                phase.map(Words::normalized),
                text.map(Subject::beginning).map(Words::normalized));
    }

    /** The same where nothing is known of the connection but the protocol. */
    public static Subject anyConnection(
            String protocol, String code, Optional<String> status, Optional<String> phase, Optional<String> text) {
        return of(facts(protocol, "clear", "tls", "token", "ticket", "certificate", "srv"), code, status, phase, text);
    }

    /** The facts of a connection that an entry compares with protocol and when. */
    static Set<String> facts(String protocol, String... more) {
        Set<String> facts = new HashSet<>(List.of(more));
        facts.addAll(List.of("any", protocol, protocol.startsWith("sieve") ? "sieve" : "smtp"));
        return facts;
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }
}
