package dev.parley.cli.explain;

import dev.parley.trace.Answer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reply as the user gives it: a code, optionally with a status and a text.
 *
 * @param sieve whether it is a response of ManageSieve
 */
record TypedReply(boolean sieve, Answer answer, Optional<String> text) {
    private static final Pattern SMTP =
            Pattern.compile("([2-5]\\d\\d)(?:[ -]([245]\\.\\d{1,3}\\.\\d{1,3}))?(?:[ -](.*))?");
    private static final Pattern SIEVE = Pattern.compile(
            "(OK|NO|BYE)(?: +\\(?([A-Z][A-Z0-9-]*(?:/[A-Z0-9/-]+)?)(?![\\w\"])(?: *\"[^\"]*\")?\\)?)?(?: +(.*))?",
            Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException when the text is not a reply */
    static TypedReply of(String input) {
        Matcher smtp = SMTP.matcher(input.strip());
        if (smtp.matches()) {
            boolean refused = smtp.group(1).compareTo("400") >= 0;
            return new TypedReply(
                    false, new Answer(smtp.group(1), Optional.ofNullable(smtp.group(2)), refused), text(smtp));
        }
        Matcher sieve = SIEVE.matcher(input.strip());
        if (sieve.matches()) {
            String code = sieve.group(1).toUpperCase(Locale.ROOT);
            Optional<String> status = Optional.ofNullable(sieve.group(2)).map(word -> word.toUpperCase(Locale.ROOT));
            return new TypedReply(true, new Answer(code, status, !code.equals("OK")), text(sieve));
        }
        throw new IllegalArgumentException("\"" + input + "\" is not a reply: use an SMTP reply such as 530 5.7.0, or a"
                + " ManageSieve response such as NO QUOTA/MAXSIZE");
    }

    private static Optional<String> text(Matcher reply) {
        return Optional.ofNullable(reply.group(3)).filter(words -> !words.isBlank());
    }
}
