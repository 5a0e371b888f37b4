package dev.parley.trace;

import dev.parley.trace.explanation.Explainer;
import dev.parley.trace.explanation.Explanation;
import dev.parley.trace.explanation.Explanations;
import dev.parley.trace.explanation.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A possible meaning of a reply whose connection is unknown. Where the connection is known, {@link TraceEvent.Explained}
 * also has the values of properties and the server's capabilities.
 *
 * @param condition what else must be true; empty where code and status suffice
 * @param text one sentence
 * @param fix what to do, with the names of properties; empty where nothing can be done
 * @param source the standard or the provider that documents it
 */
public record Meaning(List<String> condition, String text, Optional<String> fix, Optional<String> source) {

    /**
     * The possible meanings of a reply, the most specific first, up to the first without a condition.
     *
     * @param protocol of the properties in the fix: {@code smtp}, {@code smtps}, {@code lmtp}, {@code sieve} or
     *     {@code sieves}
     * @param answer code and status (RFC 5321 s4.2 and RFC 3463; RFC 5804 s1.2 and s1.3)
     * @param phase as in a trace, such as {@code rcpt}; empty where it is unknown
     * @param text of the reply; empty where it is unknown
     */
    public static List<Meaning> of(String protocol, Answer answer, Optional<String> phase, Optional<String> text) {
        Subject subject = Subject.anyConnection(protocol, answer.code(), answer.status(), phase, text);
        List<Meaning> meanings = new ArrayList<>();
        for (Explanation entry : Explanations.all()) {
            if (entry.explains(subject) && !isOfProviderAlone(entry, text)) {
                List<String> condition = entry.condition(subject);
                boolean known =
                        meanings.stream().anyMatch(before -> before.condition().equals(condition));
                if (known || !condition.isEmpty() && !answer.refused()) {
                    continue;
                }
                meanings.add(new Meaning(
                        condition,
                        entry.meaning(),
                        entry.fix().map(fix -> Explainer.named(fix, protocol)),
                        entry.source()));
                if (condition.isEmpty()) {
                    break;
                }
            }
        }
        return meanings;
    }

    /** Where the text is unknown, the many texts of single providers would hide the common meanings. */
    private static boolean isOfProviderAlone(Explanation entry, Optional<String> text) {
        return text.isEmpty() && !entry.evidence().providers().isEmpty() && entry.dependsOnText();
    }
}
