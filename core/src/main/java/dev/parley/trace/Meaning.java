package dev.parley.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a reply may mean, for somebody who has the reply and no dialog. Where there is a dialog, {@link
 * TraceEvent.Explained} says it with the properties' values and the server's offers.
 *
 * @param condition what must be true besides code and status; empty where nothing more must be
 * @param text in a sentence
 * @param fix what can be done, with the names of properties; none where nothing is to be done
 * @param source the standard or the provider that says so
 */
public record Meaning(List<String> condition, String text, Optional<String> fix, Optional<String> source) {

    /**
     * All that a reply may mean, what names most of it first, up to the first that holds in any case.
     *
     * @param protocol whose properties are to be named: {@code smtp}, {@code smtps}, {@code lmtp}, {@code sieve} or
     *     {@code sieves}
     * @param answer code and status (RFC 5321 s4.2 and RFC 3463; RFC 5804 s1.2 and s1.3)
     * @param phase as a trace names it, such as {@code rcpt}; none where it is not known
     * @param text the server's words; none where they are not known
     */
    public static List<Meaning> of(String protocol, Answer answer, Optional<String> phase, Optional<String> text) {
        Set<String> facts = Explainer.facts(protocol, "clear", "tls", "token");
        Subject subject = Subject.of(facts, answer.code(), answer.status(), phase, text);
        List<Meaning> meanings = new ArrayList<>();
        for (Explanation entry : Explanations.all()) {
            if (entry.explains(subject)) {
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
}
