package dev.parley.sieve.protocol;

import dev.parley.sieve.protocol.Token.Bracket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The machine's part of a response (RFC 5804 s1.3). Unknown codes are kept.
 *
 * @param path the name and its details, in capitals: {@code QUOTA/MAXSIZE} is {@code [QUOTA, MAXSIZE]}
 * @param argument the texts of what follows the name, separated by blanks; empty when nothing does
 */
public record ResponseCode(List<String> path, String argument) {
    /** RFC 5804 s1.3. */
    private static final Set<String> STANDARD = Set.of(
            "ACTIVE",
            "ALREADYEXISTS",
            "AUTH-TOO-WEAK",
            "ENCRYPT-NEEDED",
            "MAXSCRIPTS",
            "MAXSIZE",
            "NONEXISTENT",
            "QUOTA",
            "REFERRAL",
            "SASL",
            "TAG",
            "TRANSITION-NEEDED",
            "TRYLATER",
            "WARNINGS");

    /** Reads a code from its opening bracket to its closing one, or to the end of the line. */
    static ResponseCode parse(Tokenizer tokenizer) throws GarbledReplyException {
        List<String> words = new ArrayList<>();
        int depth = 0;
        Optional<Token> token = tokenizer.next();
        while (token.isPresent()) {
            depth += token.get() == Bracket.OPEN ? 1 : token.get() == Bracket.CLOSE ? -1 : 0;
            if (depth == 0) {
                break;
            }
            words.add(token.get().text());
            token = tokenizer.next();
        }
        String name = words.size() > 1 ? words.get(1) : "";
        return new ResponseCode(
                List.of(name.toUpperCase(Locale.ROOT).split("/")),
                String.join(" ", words.subList(Math.min(2, words.size()), words.size())));
    }

    /** The same code; what no RFC has a name for is what this makes of it. An argument of SASL is not for a person. */
    ResponseCode shown(UnaryOperator<String> words) {
        List<String> shown = path.stream()
                .map(each -> STANDARD.contains(each) ? each : words.apply(each))
                .toList();
        return new ResponseCode(shown, name().equals("SASL") ? argument : words.apply(argument));
    }

    /** The code without the details behind a solidus. */
    public String name() {
        return path.get(0);
    }

    /** The name with its details, as the server sent it but in capitals. */
    @Override
    public String toString() {
        return String.join("/", path);
    }
}
